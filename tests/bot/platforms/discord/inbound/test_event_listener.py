"""Events that become messages, and those that become none."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.domain.policy import Policy
from bot.runtime.overflow import Overflow
from tests.bot.platforms.discord.conftest import MEMBER, Recorder
from tests.fakes.discord.payloads import DM, FORUM, make_member
from tests.fakes.discord.requests import UNAVAILABLE, UNKNOWN_MEMBER
from tests.fakes.discord.server import FakeDiscord

PINNED_NOTE, AUTO_MODERATION = 6, 24
"""Types of messages."""


async def test_its_own_system_automod_and_direct_messages_are_skipped(
    club: FakeDiscord, recorder: Recorder
) -> None:
    dm = club.world.open_dm(club.world.kim["id"])["id"]
    await club.say("an alert", author=club.world.bot)
    await club.say("", type=PINNED_NOTE)
    await club.say("what kim wanted to say", type=AUTO_MODERATION)
    await club.say("hello bot", channel=dm)
    assert club.world.channels[dm]["type"] == DM
    assert await recorder.all() == []


async def test_an_edit_of_an_unknown_message_is_a_version_of_its_own(
    club: FakeDiscord, recorder: Recorder
) -> None:
    sent = club.world.add_message("hello")
    await club.edit(sent, "something else")
    assert await recorder.until(1) == ["something else"]
    assert recorder.messages[0].edited_at is not None
    assert recorder.messages[0].id == sent["id"]


async def test_an_edit_waits_until_there_is_room(club: FakeDiscord, recorder: Recorder) -> None:
    room = asyncio.Event()
    recorder.results = [Overflow(room.wait)]
    await club.edit(club.world.add_message("hello"), "something else")
    await recorder.until(1)
    room.set()
    assert await recorder.until(2) == ["something else"] * 2


async def test_link_previews_and_pins_are_no_edits(club: FakeDiscord, recorder: Recorder) -> None:
    unfurled = club.world.add_message("see https://example.org", embeds=[{"type": "link"}])
    await club.gateway.dispatch("MESSAGE_UPDATE", unfurled)
    long_ago = (datetime.now(UTC) - timedelta(days=9)).isoformat()
    pinned = club.world.add_message("old words", edited_timestamp=long_ago, pinned=True)
    await club.gateway.dispatch("MESSAGE_UPDATE", pinned)
    assert await recorder.all() == []


async def test_titles_of_posts_and_new_names_of_threads_are_messages(
    club: FakeDiscord, recorder: Recorder
) -> None:
    forum = club.world.add_channel("ideas", type=FORUM)
    await club.gateway.dispatch("CHANNEL_CREATE", club.world.channels[forum])
    post = club.world.add_thread("more tea", parent=forum)
    await club.gateway.dispatch("THREAD_CREATE", {**post, "newly_created": True})
    await recorder.until(1)
    await club.gateway.dispatch("THREAD_UPDATE", {**post, "name": "less tea"})
    await club.gateway.dispatch("THREAD_UPDATE", {**post, "name": "less tea", "locked": True})
    assert await recorder.until(2) == ["more tea", "less tea"]
    assert {message.id for message in recorder.messages[:2]} == {f"thread-{post['id']}"}
    assert not recorder.messages[0].is_joinable


async def test_a_thread_whose_owner_has_left_is_left_alone(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.refuse("GET", MEMBER, UNKNOWN_MEMBER)
    thread = club.world.add_thread("more tea", parent=club.world.general)
    await club.gateway.dispatch("THREAD_CREATE", {**thread, "newly_created": True})
    await club.request("GET", MEMBER)
    assert await recorder.all() == []


async def test_a_thread_whose_owner_discord_does_not_tell_of_has_an_unknown_author(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.refuse("GET", MEMBER, UNAVAILABLE)
    thread = club.world.add_thread("more tea", parent=club.world.general)
    await club.gateway.dispatch("THREAD_CREATE", {**thread, "newly_created": True})
    assert await recorder.until(1) == ["more tea"]
    author = recorder.messages[0].author
    assert (author.id, author.is_known) == (thread["owner_id"], False)


async def test_a_nickname_is_submitted_when_its_bearer_first_writes_under_it(
    club: FakeDiscord, recorder: Recorder
) -> None:
    recorder.platform.take_policy(Policy())
    for nick in ("tea lord", "tea lord", "tea king"):
        await club.say("hello", member=make_member(None, nick=nick))
    names_and_texts = ["hello", "tea lord", "kim", "hello", "hello", "tea king"]
    assert await recorder.until(6) == names_and_texts
    assert await recorder.all() == names_and_texts
    assert recorder.messages[1].id == f"nickname-{club.world.kim['id']}"
    assert recorder.messages[2].id == f"profile-{club.world.kim['id']}"


async def test_a_nickname_that_was_taken_off_and_is_given_again_is_submitted_again(
    club: FakeDiscord, recorder: Recorder
) -> None:
    world = club.world
    recorder.platform.take_policy(Policy())
    for nick, channel, submitted in (
        ("tea lord", world.general, 3),
        (None, world.moderators, 3),  # which is not read, as alerts are shown there
        ("tea lord", world.general, 5),
    ):
        await club.say("hello", channel=channel, member=make_member(None, nick=nick))
        await recorder.until(submitted)
    assert (await recorder.all()).count("tea lord") == 2
