"""Notices of actions taken back, as authors read them, over the wire of discord.py: in their language, and honestly."""

import pytest

from bot.domain.actions import Action
from tests.bot.platforms.discord.conftest import StartBot
from tests.bot.platforms.discord.test_decisions_of_people import act_by, press
from tests.fakes.discord.server import FakeDiscord


@pytest.fixture(autouse=True)
def _guards(club: FakeDiscord) -> None:
    """Let mona time people out."""
    club.world.add_role("Guards", club.world.mona, position=4, moderate_members=True)


def last_told(club: FakeDiscord) -> str:
    notices = club.shown(club.world.open_dm(club.world.kim["id"])["id"])
    return str(notices[-1]["embeds"][0]["description"])


@pytest.mark.parametrize("button", ["dismiss", "undo"])
async def test_who_was_timed_out_reads_that_they_can_write_and_that_the_message_is_lost(
    club: FakeDiscord, start_bot: StartBot, button: str
) -> None:
    await start_bot(act_by(Action.TIMEOUT))
    await club.say("you buffoon")
    await press(club, button, await club.alert())
    told = last_told(club)
    assert "You can write here again." in told
    assert "The message itself cannot be brought back. You can post it again." in told


async def test_who_is_still_timed_out_by_a_moderator_does_not_read_that_they_can_write(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(act_by(Action.TIMEOUT))
    await club.say("you buffoon")
    alert = await club.alert()
    club.world.timeouts[club.world.kim["id"]] = "2099-01-01T00:00:00+00:00"
    await press(club, "undo", alert)
    assert "You can write here again." not in last_told(club)


async def test_it_is_said_in_the_servers_language(club: FakeDiscord, start_bot: StartBot) -> None:
    club.world.guilds[club.world.guild]["preferred_locale"] = "de"
    await start_bot()
    await club.say("you buffoon")
    await press(club, "dismiss", await club.alert())
    told = last_told(club)
    assert "Die Nachricht selbst lässt sich nicht zurückholen." in told
    assert "It does not count" not in told
