"""Names that were taken away wrongly, over the wire of discord.py: they are given back, and stay."""

import pytest

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.conftest import MEMBER, StartBot
from tests.bot.platforms.discord.test_decisions_of_people import press
from tests.bot.platforms.discord.test_mended import last_told
from tests.bot.platforms.discord.test_surfaces import CHANNEL, as_kim, make_policy
from tests.fakes.discord.payloads import make_member
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


@pytest.mark.parametrize("named", [{"name": "buffoon-talk"}, {"topic": RUDE}], ids=str)
async def test_undo_gives_the_name_and_topic_of_a_channel_back(
    club: FakeDiscord, start_bot: StartBot, named: dict[str, str]
) -> None:
    rights = {"view_audit_log": True, "manage_channels": True}
    club.world.set_bot_permissions(**rights)
    club.world.add_role("Builders", club.world.mona, position=3, **rights)
    await start_bot(make_policy())
    tea = await club.surfaces.create_channel("tea", by=club.world.kim)
    await club.surfaces.change_channel(tea["id"], by=club.world.kim, **named)
    await club.request("PATCH", CHANNEL, channel=tea["id"])
    await press(club, "undo", await club.alert())
    assert club.world.channels[tea["id"]].items() >= named.items()


async def test_undo_gives_a_nickname_back(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot(make_policy())
    await club.say("hello", member=make_member(None, nick="buffoon"))
    await club.request("PATCH", MEMBER)
    await press(club, "undo", await club.alert())
    assert (await club.request("PATCH", MEMBER, number=2)).body == {"nick": "buffoon"}


async def test_in_a_thread_that_was_archived_meanwhile_it_stays_and_the_answer_says_why(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy())
    thread = club.world.add_thread("tea", parent=club.world.general)
    await club.surfaces.rename_thread(thread, RUDE, by=club.world.kim)
    await club.request("PATCH", CHANNEL)
    alert = await club.alert()
    club.world.archive_thread(thread)
    answer = await press(club, "undo", alert)
    assert "the thread is archived" in answer
    assert "Open it again, then press the button again." in answer
    assert thread["name"] != RUDE


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
