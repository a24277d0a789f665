"""Commands, menus and appeals, in simcord's Discord."""

from typing import Any

import pytest

from tests.bot.platforms.discord.on_simcord.conftest import RUDE, press, read, show, told
from tests.fakes.discord.simulated import Hall

ASKED: dict[str, tuple[dict[str, Any], str]] = {
    "check": ({"text": RUDE}, "insult 0.95"),
    "user": ({"member": None}, "1 strike"),
    "case": ({"number": 1}, "Case 1: deleted"),
    "report": ({"days": 30}, "The last 30 days"),
    "threshold": ({"label": "insult", "flag": "0.5", "act": "off"}, "flag from 0.50"),
    "mode": ({"mode": "shadow"}, "Mode shadow"),
    "settings": ({}, "What holds here"),
    "export": ({}, "1 case"),
    "erase": ({"member": None}, "1 case"),
    "help": ({}, "/toxicity check"),
}


@pytest.mark.parametrize("verb", ASKED)
async def test_a_moderator_is_answered_alone(hall: Hall, verb: str) -> None:
    options, answer = ASKED[verb]
    await hall.kim.send(hall.general, RUDE)
    filled = {name: hall.kim if value is None else value for name, value in options.items()}
    result = await hall.mona.slash(hall.general, f"toxicity {verb}", **filled)
    assert answer in read(result)
    assert result.response is not None
    files = {"report": ["parley-30-days.png"], "export": ["parley-cases.csv"]}
    assert [file.filename for file in result.response.attachments] == files.get(verb, [])


async def test_only_who_may_manage_messages_is_offered_the_commands(hall: Hall) -> None:
    assert "toxicity check" in hall.mona.available_commands(hall.general)
    assert hall.kim.available_commands(hall.general) == ()


async def test_the_menu_checks_a_message(hall: Hall) -> None:
    said = await hall.kim.send(hall.general, "you silly")
    result = await hall.mona.context_menu(hall.general, "Check toxicity", said)
    assert "insult 0.60" in read(result)


async def test_everyone_may_report_a_message_once_and_it_opens_a_case(hall: Hall) -> None:
    said = await hall.mona.send(hall.general, "hello")
    report = hall.kim.context_menu
    assert "case 1" in read(await report(hall.general, "Report to moderators", said))
    assert hall.alerts() == ["Case 1: flagged"]
    again = await report(hall.general, "Report to moderators", said)
    assert "already" in read(again)
    assert len(hall.alerts()) == 1


@pytest.mark.parametrize(
    ("button", "answer"), [("Uphold", "no joke to me"), ("Overturn", "accepted")]
)
async def test_who_was_acted_on_is_told_why_and_may_appeal(
    hall: Hall, button: str, answer: str
) -> None:
    await hall.kim.send(hall.general, RUDE)
    (notice,) = hall.kim.user.dm_channel.history()
    assert "insult" in show(notice)
    await press(hall.kim.user, notice, "Appeal", why="it was a joke")
    alert = hall.moderators.history()[-1]
    assert "it was a joke" in show(alert)
    await press(hall.mona, alert, button, why="no joke to me")
    assert answer in told(hall)[-1]


async def test_what_may_be_meant_is_offered_while_one_types(hall: Hall) -> None:
    await hall.kim.send(hall.general, RUDE)
    await hall.mona.slash(hall.general, "toxicity exempt", change="add", channel=hall.rooms)
    asking = hall.mona.autocomplete
    (case,) = await asking(hall.general, "toxicity undo", "number", "")
    assert case == {"name": "1 · deleted · kim · insult", "value": 1}
    (exempt,) = await asking(hall.general, "toxicity exempt", "which", "", change="remove")
    assert exempt["name"] == "#rooms"
    levels = await asking(hall.general, "toxicity threshold", "flag", "0.9", label="insult")
    assert [level["value"] for level in levels] == ["0.90", "0.95"]
