"""Autocompletion on Discord, on the wire."""

from typing import Any

import pytest
from discord import Permissions

from bot.domain.inline import RichText
from bot.domain.policy import Exemptions, Mode, Policy
from bot.interactions.replies import Choice, Choices, Refusal
from bot.interactions.requests import Autocomplete, SetExemption
from tests.bot.platforms.discord.conftest import Recorder, StartBot
from tests.fakes.discord.interaction_callbacks import AUTOCOMPLETE_RESULT
from tests.fakes.discord.server import FakeDiscord

MODERATOR = Permissions(manage_messages=True)


async def offered(club: FakeDiscord, verb: str, **options: Any) -> list[tuple[str, Any]]:
    """Return the caption and the value of each choice that is offered for the last of these options."""
    typing = await club.interactions.autocomplete(
        "toxicity", verb, by=club.world.mona, permissions=MODERATOR, **options
    )
    reply = await typing.reply()
    assert typing.callbacks[0]["type"] == AUTOCOMPLETE_RESULT
    return [(choice["name"], choice["value"]) for choice in reply["choices"]]


@pytest.mark.parametrize("verb", ["case", "undo"])
async def test_numbers_of_cases_are_offered_with_what_they_are(
    club: FakeDiscord, start_bot: StartBot, verb: str
) -> None:
    await start_bot()
    await club.say("you buffoon")
    await club.say("you silly")
    await club.alert(number=2)
    deleted, flagged = ("1 · deleted · kim · insult", 1), ("2 · flagged · kim · insult", 2)
    assert (
        await offered(club, verb, number="")
        == {"case": [flagged, deleted], "undo": [deleted]}[verb]
    )
    assert await offered(club, verb, number="#1") == [deleted]


async def test_exemptions_are_offered_by_the_names_of_roles_and_channels(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    world = club.world
    exempt = Exemptions(
        roles=frozenset({world.moderator_role["id"], "7"}), channels=frozenset({world.general})
    )
    await start_bot(Policy(mode=Mode.ENFORCE, exempt=exempt))
    everything = dict(await offered(club, "exempt", change="remove", which=""))
    assert everything == {
        "@Moderators": f"role {world.moderator_role['id']}",
        "a deleted role (7)": "role 7",
        "#general": f"channel {world.general}",
    }
    found = await offered(club, "exempt", change="remove", which="mod")
    assert found == [("@Moderators", everything["@Moderators"])]


async def test_a_chosen_exemption_is_the_one_asked_for(
    club: FakeDiscord, recorder: Recorder
) -> None:
    chosen = {"change": "remove", "which": "role 7"}
    typed = await club.interactions.command(
        "toxicity", "exempt", by=club.world.mona, permissions=MODERATOR, **chosen
    )
    await typed.reply()
    assert recorder.requests[0].command == SetExemption(is_exempt=False, kind="role", id="7")


async def test_thresholds_are_offered(club: FakeDiscord, recorder: Recorder) -> None:
    recorder.response = Choices(tuple(Choice(level, RichText(level)) for level in ("0.90", "0.95")))
    options = {"label": "insult", "flag": "0.5", "act": "0.95"}
    assert await offered(club, "threshold", **options) == [("0.95", "0.95")]
    assert recorder.requests[0].command == Autocomplete("threshold", "0.95", "act")


async def test_languages_are_offered_by_their_names(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot()
    options = {"label": "insult", "flag": "0.5", "act": "0.95"}
    assert await offered(club, "threshold", **options, language="tur") == [("Turkish", "tr")]


async def test_nothing_is_offered_without_permission(club: FakeDiscord, recorder: Recorder) -> None:
    recorder.response = Refusal("only moderators may")
    assert await offered(club, "case", number="1") == []
