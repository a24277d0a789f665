"""Messages and names that were missed are read later."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from discord import Message, Permissions

from bot.platforms.discord.inbound import backfill as backfill_module
from bot.platforms.discord.inbound import message_reader
from bot.platforms.discord.inbound.backfill import Backfill
from bot.runtime.missed_messages import MissedMessages
from bot.runtime.overflow import Overflow
from bot.store.store import Store
from tests.bot.conftest import Capture
from tests.bot.platforms.discord.conftest import MEMBER, MESSAGE, MESSAGES, Recorder, StartBot
from tests.fakes.discord.gateway import IDENTIFY
from tests.fakes.discord.payloads import FORUM
from tests.fakes.discord.requests import MISSING_ACCESS, UNAVAILABLE, UNKNOWN_MEMBER, Answer
from tests.fakes.discord.server import FakeDiscord


async def test_messages_that_a_new_session_does_not_replay_are_read(
    club: FakeDiscord, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def skip_wait(_shard: int | None, *, initial: bool) -> None:
        """Replace the five seconds that discord.py leaves between two sessions."""
        assert not initial

    monkeypatch.setattr(recorder.platform._client, "before_identify_hook", skip_wait)
    await club.say("before")
    await recorder.until(1)
    missed = club.world.add_message("meanwhile")
    await club.gateway.invalidate_sessions()
    assert await recorder.until(3) == ["before", "before", "meanwhile"]
    assert recorder.messages[2].id == missed["id"]
    assert club.gateway.opcodes.count(IDENTIFY) == 2


async def test_messages_since_the_last_run_are_read_and_none_before(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    before = club.world.add_message("you buffoon")
    club.world.messages[club.world.general].clear()
    before["id"] = club.world.make_id(age=timedelta(hours=2))
    club.world.messages[club.world.general][before["id"]] = before
    await store.last_seen.record("discord", datetime.now(UTC) - timedelta(hours=1))
    missed = club.world.add_message("drat you buffoon")
    await start_bot(since=await store.last_seen.get("discord"))
    assert (await club.request("DELETE", MESSAGE)).ids["message"] == missed["id"]
    await club.alert()
    assert club.shown(club.world.general) == [before]


async def test_titles_of_posts_since_the_last_run_are_read(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    forum = club.world.add_channel("ideas", type=FORUM)
    post = club.world.add_thread("you buffoons", parent=forum)
    await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    changed = await club.request("PATCH", "/channels/{channel}")
    assert changed.ids["channel"] == post["id"]


@pytest.mark.parametrize(
    ("refusal", "alert"),
    [(None, "deleted"), (UNKNOWN_MEMBER, "deleted"), (UNAVAILABLE, "flagged")],
)
async def test_a_missed_message_of_whom_discord_does_not_tell_is_flagged_only(
    club: FakeDiscord, start_bot: StartBot, refusal: Answer | None, alert: str
) -> None:
    if refusal:
        club.rest.refuse("GET", MEMBER, refusal)
    club.world.add_message("you buffoon")
    await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    shown = str(await club.alert())
    assert f"Case 1: {alert}" in shown
    assert ("not known whether its author is a moderator" in shown) is (alert == "flagged")


async def test_whoever_was_not_known_is_asked_for_again_with_their_next_message(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.refuse("GET", MEMBER, UNAVAILABLE)
    for text in ("first", "second"):
        club.world.add_message(text)
    recorder.platform._backfill.enqueue_channel(int(club.world.general), 1)
    await recorder.until(2)
    assert not any(message.author.is_known for message in recorder.messages)
    assert len(club.requests("GET", MEMBER)) == 2


async def test_messages_that_overflowed_are_read_once_there_is_room(
    club: FakeDiscord, recorder: Recorder
) -> None:
    room = asyncio.Event()
    recorder.results = [Overflow(room.wait), Overflow(room.wait)]
    await club.say("first")
    await club.say("second")
    await recorder.until(2)
    room.set()
    texts = await recorder.until(4)
    assert texts[2:] == ["first", "second"]
    assert recorder.messages[2].key == recorder.messages[0].key


async def test_messages_that_overflowed_are_read_on_a_budget_of_their_own(
    club: FakeDiscord, recorder: Recorder
) -> None:
    room = asyncio.Event()
    room.set()
    recorder.platform._backfill._requests_left = 0
    recorder.results = [Overflow(room.wait)]
    await club.say("first")
    assert await recorder.until(2) == ["first", "first"]


async def test_reading_a_channel_stays_within_the_budget_of_requests(
    club: FakeDiscord, recorder: Recorder
) -> None:
    texts: list[str] = []

    async def on_message(source: Message, *, has_left: bool) -> None:
        assert not has_left
        texts.append(source.content)

    club.world.add_message("meanwhile")
    client, on_thread = recorder.platform._client, recorder.platform._replay_thread
    read: list[int] = []
    backfill = Backfill(
        client,
        on_message=on_message,
        on_thread=on_thread,
        on_read=read.append,
        missed=MissedMessages(),
    )
    await backfill._read_channel(int(club.world.general), 1)
    assert texts == ["meanwhile"]
    assert read == [int(club.world.general)]
    backfill._requests_left = 0
    await backfill._read_channel(int(club.world.general), 1)
    assert texts == ["meanwhile"]
    assert len(club.requests("GET", MESSAGES)) == 1
    assert len(read) == 1
    assert backfill.unread_since


async def test_what_is_beyond_the_budget_of_a_minute_is_read_in_the_next(
    club: FakeDiscord, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill_module, "_REQUEST_BUDGET", 3)
    monkeypatch.setattr(backfill_module, "_ROUND", 0.01)
    monkeypatch.setattr(backfill_module, "_PAGES_PER_ROUND", 2)
    club.world.roles_of[club.world.kim["id"]] = []
    texts = [club.world.add_message(f"message {number}")["content"] for number in range(850)]
    recorder.platform._backfill.enqueue_channel(int(club.world.general), 1)
    await recorder.until(850)
    assert sorted(recorder.texts) == sorted(texts)


async def test_a_malformed_message_hides_none_that_came_after_it(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.world.add_message("malformed", embeds=["no embed"], attachments=None)
    club.world.add_message("after it")
    recorder.platform._backfill.enqueue_channel(int(club.world.general), 1)
    assert await recorder.until(2) == ["malformed", "after it"]


async def test_titles_beyond_the_budget_of_requests_are_read_in_the_next_round(
    club: FakeDiscord, start_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill_module, "_REQUEST_BUDGET", 1)
    monkeypatch.setattr(backfill_module, "_ROUND", 0.01)
    forum = club.world.add_channel("ideas", type=FORUM)
    posts = [club.world.add_thread("you buffoons", parent=forum) for _ in range(3)]
    await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    await club.request("PATCH", "/channels/{channel}", number=3)
    changed = club.requests("PATCH", "/channels/{channel}")
    assert {each.ids["channel"] for each in changed} == {post["id"] for post in posts}


async def test_an_old_message_that_was_edited_meanwhile_is_read(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    world = club.world
    ids = [world.make_id(age=timedelta(hours=hours)) for hours in (6, 5, 4)]
    kept, edited, _ = (world.add_message("you buffoon", id=each) for each in ids)
    world.messages[world.general][ids[2]]["content"] = "hello"
    edited["edited_timestamp"] = datetime.now(UTC).isoformat()
    world.channels[world.general]["last_message_id"] = ids[2]
    await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    assert (await club.request("DELETE", MESSAGE)).ids["message"] == edited["id"]
    await club.alert()
    assert kept in club.shown(world.general)


async def test_moderators_are_told_once_of_what_was_not_read(
    club: FakeDiscord, start_bot: StartBot, capture: Capture
) -> None:
    world = club.world
    bot_role = {"id": world.bot_role["id"], "type": 0, "allow": "0"}
    no_history = {**bot_role, "deny": str(Permissions(read_message_history=True).value)}
    archive = world.add_channel("archive", overwrites=[no_history])
    world.add_message("you buffoon", channel=archive)
    world.add_message("you buffoon")
    club.rest.refuse("GET", MESSAGES, MISSING_ACCESS)
    bot = await start_bot(since=datetime.now(UTC) - timedelta(days=3))
    told = str(await club.alert())
    assert "could not read all that was written meanwhile" in told
    assert "UTC is too old" in told
    assert f"<#{archive}>: I may not read what was written before" in told
    assert told.count(f"<#{world.general}>: Discord does not let me read it") == 1
    assert capture.text.count("not all that was missed could be read") == 3
    assert bot.platform._stats.missed.count[world.guild] == 3


async def test_a_channel_that_it_may_not_read_costs_no_request(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    bot = {"id": club.world.bot_role["id"], "type": 0, "allow": "0"}
    unseen = {**bot, "deny": str(Permissions(view_channel=True).value)}
    secret = club.world.add_channel("secret", overwrites=[unseen])
    club.world.add_message("you buffoon", channel=secret)
    club.world.add_message("you buffoon")
    await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    await club.alert()
    assert club.requests("GET", MESSAGES, channel=secret) == []


async def test_a_channel_that_cannot_be_read_stops_nothing(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.refuse("GET", MESSAGES, MISSING_ACCESS)
    recorder.platform._backfill.enqueue_channel(int(club.world.general), 1)
    await club.request("GET", MESSAGES)
    await club.say("hello")
    assert await recorder.until(1) == ["hello"]


async def test_a_bug_in_reading_a_message_loses_that_one_alone(
    club: FakeDiscord, recorder: Recorder, monkeypatch: pytest.MonkeyPatch, capture: Capture
) -> None:
    def parse_number(message: Message) -> Iterator[str]:
        """Extract a number, and raise for any other text."""
        yield str(int(message.content))

    monkeypatch.setattr(message_reader, "extract_texts", parse_number)
    broken = club.world.add_message("you buffoon")
    club.world.add_message("17")
    recorder.platform._backfill.enqueue_channel(int(club.world.general), 1)
    assert await recorder.until(1) == ["17"]
    assert f'"message": "{broken["id"]}"' in capture.text
    assert '"error": "ValueError"' in capture.text
    assert "buffoon" not in capture.text


async def test_a_message_that_discord_py_cannot_parse_ends_no_bot(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.world.add_message("meanwhile", author=None, embeds=["no embed"])["author"] = None
    recorder.platform._backfill.enqueue_channel(int(club.world.general), 1)
    await club.request("GET", MESSAGES)
    recorder.platform._backfill.enqueue_channel(int(club.world.moderators), 1)
    await club.request("GET", MESSAGES, number=2)
    await club.say("hello")
    assert await recorder.until(1) == ["hello"]
