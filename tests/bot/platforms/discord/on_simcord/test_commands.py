"""Commands, menus and appeals, in simcord's Discord."""

from typing import Any

import discord
import pytest
from simcord import InteractionResult

from tests.bot.platforms.discord.on_simcord.conftest import (
    RUDE,
    dm_texts,
    embed_text,
    press,
    reply_text,
)
from tests.fakes.discord.simulated import SimulatedGuild

COMMANDS: dict[str, tuple[dict[str, Any], str]] = {
    "check": ({"text": RUDE}, "insult 0.95"),
    "user": ({"member": None}, "1 strike"),
    "case": ({"number": 1}, "Case 1: deleted"),
    "report": ({"days": 30}, "The last 30 days"),
    "threshold": ({"label": "insult", "flag": "0.5", "act": "off"}, "flag from 0.50"),
    "mode": ({"mode": "shadow"}, "Mode shadow"),
    "settings": ({}, "What holds here"),
    "export": ({}, "1 case"),
    "erase": ({"member": None, "confirm": "yes"}, "1 case"),
    "erasures": ({}, "0 erasures"),
    "help": ({}, "/toxicity check"),
}


@pytest.mark.parametrize("verb", COMMANDS)
async def test_a_moderator_gets_an_ephemeral_reply(club: SimulatedGuild, verb: str) -> None:
    options, answer = COMMANDS[verb]
    await club.kim.send(club.general, RUDE)
    filled = {name: club.kim if value is None else value for name, value in options.items()}
    result = await club.mona.slash(club.general, f"toxicity {verb}", **filled)
    assert answer in reply_text(result)
    assert result.response is not None
    files = {"report": ["parley-30-days.png"], "export": ["parley-cases.csv"]}
    assert [file.filename for file in result.response.attachments] == files.get(verb, [])


async def test_only_members_who_may_manage_messages_see_the_commands(club: SimulatedGuild) -> None:
    assert "toxicity check" in club.mona.available_commands(club.general)
    assert club.kim.available_commands(club.general) == ()


async def test_the_menu_checks_a_message(club: SimulatedGuild) -> None:
    message = await club.kim.send(club.general, "you silly")
    result = await club.mona.context_menu(club.general, "Check toxicity", message)
    assert "insult 0.60" in reply_text(result)


async def report(
    club: SimulatedGuild, message: discord.Message, why: str = ""
) -> InteractionResult:
    """Report a message as kim, with a reason in the form."""
    shown = await club.kim.context_menu(club.general, "Report to moderators", message)
    assert shown.modal is not None
    (row,) = shown.modal["components"]
    (field,) = row["components"]
    result: InteractionResult = await club.kim.submit_modal(shown, {field["custom_id"]: why})
    return result


async def test_everyone_may_report_a_message_once_and_it_opens_a_case(club: SimulatedGuild) -> None:
    message = await club.mona.send(club.general, "hello")
    assert "case 1" in reply_text(await report(club, message, "it is ||mean|| <@&1>"))
    assert club.alert_titles() == ["Case 1: flagged"]
    card = embed_text(club.moderators.history()[-1])
    assert "They say: ||it is \\|\\|mean\\|\\| <\u200b@\u200b&1>||" in card
    assert "already" in reply_text(await report(club, message))
    assert len(club.alert_titles()) == 1


async def test_reports_by_one_member_on_another_are_one_card_that_is_redrawn(
    club: SimulatedGuild,
) -> None:
    for number in range(11):
        message = await club.mona.send(club.general, f"hello {number}")
        result = await report(club, message)
    assert "you have reported 10 messages within 1 hour" in reply_text(result)
    assert club.alert_titles() == ["Case 1: flagged"]
    assert "reported by kim (10 messages)" in embed_text(club.moderators.history()[-1])


@pytest.mark.parametrize(
    ("button", "answer"), [("Uphold", "no joke to me"), ("Overturn", "accepted")]
)
async def test_an_author_is_notified_and_may_appeal(
    club: SimulatedGuild, button: str, answer: str
) -> None:
    await club.kim.send(club.general, RUDE)
    (notice,) = club.kim.user.dm_channel.history()
    assert "insult" in embed_text(notice)
    await press(club.kim.user, notice, "Appeal", reason="it was a joke")
    alert = club.moderators.history()[-1]
    assert "it was a joke" in embed_text(alert)
    await press(club.mona, alert, button, reason="no joke to me")
    assert answer in dm_texts(club)[-1]


async def test_options_are_autocompleted(club: SimulatedGuild) -> None:
    await club.kim.send(club.general, RUDE)
    await club.mona.slash(club.general, "toxicity exempt", change="add", channel=club.rooms)
    asking = club.mona.autocomplete
    (case,) = await asking(club.general, "toxicity undo", "number", "")
    assert case == {"name": "1 · deleted · kim · insult", "value": 1}
    (exempt,) = await asking(club.general, "toxicity exempt", "which", "", change="remove")
    assert exempt["name"] == "#rooms"
    levels = await asking(club.general, "toxicity threshold", "flag", "0.9", label="insult")
    assert [level["value"] for level in levels] == ["0.90", "0.95"]
