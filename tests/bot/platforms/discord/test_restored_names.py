"""Names that were taken away wrongly, over the wire of discord.py: they are given back, and stay."""

import pytest

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.conftest import MEMBER, StartBot
from tests.bot.platforms.discord.test_decisions_of_people import press
from tests.bot.platforms.discord.test_mended import last_told
from tests.bot.platforms.discord.test_surfaces import CHANNEL, as_kim, make_policy
from tests.fakes.discord.server import FakeDiscord

RUDE = "you buffoon"


@pytest.fixture(autouse=True)
def _guards(club: FakeDiscord) -> None:
    """Let mona name threads and people."""
    rights = {"manage_threads": True, "manage_nicknames": True}
    club.world.add_role("Guards", club.world.mona, position=4, **rights)


async def test_undo_gives_the_name_of_a_thread_back_and_it_is_not_taken_again(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy())
    thread = club.world.add_thread("tea", parent=club.world.general)
    await club.surfaces.rename_thread(thread, RUDE, by=club.world.kim)
    await club.request("PATCH", CHANNEL)
    answer = await press(club, "undo", await club.alert())
    assert "What was named is back as it was." in answer
    assert "cannot be brought back" not in answer
    assert (await club.request("PATCH", CHANNEL, number=2)).body == {"name": RUDE}
    assert "It is back as it was." in last_told(club)
    await club.say("good morning")
    assert len(club.requests("PATCH", CHANNEL)) == 2


async def test_undo_uncovers_the_name_of_an_account(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot(make_policy())
    await club.say("hello", author=as_kim(club, global_name="Buffoon"))
    await club.request("PATCH", MEMBER)
    await press(club, "undo", await club.alert())
    assert (await club.request("PATCH", MEMBER, number=2)).body == {"nick": None}


async def test_a_name_that_somebody_has_changed_since_stays(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy())
    await club.say("hello", author=as_kim(club, global_name="Buffoon"))
    await club.request("PATCH", MEMBER)
    alert = await club.alert()
    club.world.nicks[club.world.kim["id"]] = "tea lord"
    answer = await press(club, "undo", alert)
    assert "It was changed since, which stays." in answer
    assert club.world.nicks[club.world.kim["id"]] == "tea lord"


async def test_a_deleted_message_is_not_promised_back(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE))
    await club.say(RUDE)
    answer = await press(club, "undo", await club.alert())
    assert "The message cannot be brought back." in answer
