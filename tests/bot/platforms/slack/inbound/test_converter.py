"""Events converted to messages: posts, replies, edits, direct messages, redeliveries."""

import asyncio

import pytest

from bot.platforms.slack.inbound.converter import format_ts, parse_ts
from bot.runtime.overflow import Overflow
from bot.store.store import Store
from tests.bot.platforms.slack.conftest import Recorder, StartBot
from tests.fakes.slack.server import FakeSlack


async def test_a_message_has_its_author_its_scopes_and_a_link(
    club: FakeSlack, recorder: Recorder
) -> None:
    posted = await club.say("hello")
    await recorder.until(1)
    (message,) = recorder.messages
    world = club.world
    assert (message.id, message.text, message.author.name) == (posted["ts"], "hello", "kim")
    assert message.scopes == (world.general, world.team)
    number = posted["ts"].replace(".", "")
    assert message.link == f"https://club.slack.com/archives/{world.general}/p{number}"
    assert message.sent_at.microsecond == int(posted["ts"].partition(".")[2])
    assert not message.author.is_moderator
    assert message.edited_at is None


def test_parsing_and_formatting_a_ts_loses_no_digit() -> None:
    for ts in ("1700000000.000001", "1700000000.123457", "1999999999.999999"):
        assert format_ts(parse_ts(ts)) == ts
    assert parse_ts("1700000000.1").microsecond == 100_000


@pytest.mark.parametrize("subtype", [None, "thread_broadcast"])
async def test_a_reply_is_in_its_thread_also_where_it_was_sent_to_the_channel_too(
    club: FakeSlack, recorder: Recorder, subtype: str | None
) -> None:
    parent = club.world.add_message("hello")
    fields = {"subtype": subtype, "root": parent} if subtype else {}
    await club.say("me too", thread_ts=parent["ts"], **fields)
    await recorder.until(1)
    (message,) = recorder.messages
    assert message.scopes == (parent["ts"], club.world.general, club.world.team)
    assert f"thread_ts={parent['ts']}&cid={club.world.general}" in message.link


async def test_the_first_message_of_a_thread_is_in_the_channel(
    club: FakeSlack, recorder: Recorder
) -> None:
    ts = club.world.make_ts()
    await club.say("hello", ts=ts, thread_ts=ts, reply_count=1)
    await recorder.until(1)
    assert recorder.messages[0].thread is None


async def test_an_edit_of_an_unseen_message_is_a_version_of_its_own(
    club: FakeSlack, recorder: Recorder
) -> None:
    posted = club.world.add_message("hello")
    await club.edit(posted, "something else")
    assert await recorder.until(1) == ["something else"]
    (message,) = recorder.messages
    assert message.edited_at
    assert message.edited_at.timestamp() == float(posted["edited"]["ts"])
    assert message.id == posted["ts"]


async def test_an_edit_by_a_bot_is_a_version_of_its_own_though_it_has_no_edit_time(
    club: FakeSlack, recorder: Recorder
) -> None:
    robot = club.world.add_user("robot", is_bot=True)
    posted = club.world.add_message("hello", by=robot, bot_id="B1")
    before = dict(posted)
    posted["text"] = "something else"
    await club.deliver_change(posted, before)
    assert await recorder.until(1) == ["something else"]
    (message,) = recorder.messages
    assert message.edited_at
    assert message.edited_at > message.sent_at


async def test_link_previews_and_slacks_own_fields_are_no_edits(
    club: FakeSlack, recorder: Recorder
) -> None:
    posted = club.world.add_message("see <https://example.org>", edited={"user": "U1", "ts": "1.0"})
    before = dict(posted)
    posted["attachments"] = [{"from_url": "https://example.org", "title": "nonsense about tea"}]
    await club.deliver_change(posted, before)
    before = dict(posted)
    posted["language"] = {"locale": "en"}
    await club.deliver_change(posted, before)
    assert await recorder.all() == []


SYSTEM_SUBTYPES = ["channel_join", "channel_leave", "channel_topic", "channel_name", "tombstone"]


async def test_own_messages_system_messages_and_deletions_are_skipped(
    club: FakeSlack, recorder: Recorder
) -> None:
    bot = club.world.bot
    alert = club.world.add_message("an alert", by=bot)
    await club.deliver_message(alert)
    await club.deliver_message(
        {**club.world.add_message("no user"), "user": None, "bot_id": "B0PARLEY"}
    )
    await club.edit(alert, "an alert, decided")
    for subtype in SYSTEM_SUBTYPES:
        await club.say("what kim did", subtype=subtype)
    gone = {"type": "message", "subtype": "message_deleted", "hidden": True}
    await club.deliver_event(
        {
            **gone,
            "channel": club.world.general,
            "ts": club.world.make_ts(),
            "previous_message": club.world.add_message("it was rude"),
        }
    )
    assert await recorder.all() == []


async def test_direct_messages_to_the_bot_and_private_channels_are_submitted(
    club: FakeSlack, recorder: Recorder
) -> None:
    direct = club.world.open_direct(club.world.kim["id"])
    await club.say("hello bot", channel=direct)
    attic = club.world.add_channel("attic", is_private=True)
    await club.say("hello attic", channel=attic)
    await recorder.until(2)
    assert {message.channel for message in recorder.messages} == {direct, attic}


async def test_a_message_for_which_there_was_no_room_is_submitted_again(
    club: FakeSlack, recorder: Recorder
) -> None:
    room = asyncio.Event()
    recorder.results = [Overflow(room.wait)]
    await club.say("first")
    await recorder.until(1)
    await club.say("second")
    await recorder.until(2)
    room.set()
    assert await recorder.until(3) == ["first", "second", "first"]
    assert recorder.messages[2] == recorder.messages[0]


async def test_the_same_event_four_times_on_two_connections_is_one_case(
    club: FakeSlack, start_bot: StartBot, store: Store
) -> None:
    await start_bot()
    await start_bot()
    assert len(club.socket_mode.sockets) == 2
    for _ in range(2):  # behind what either has to look for at its start
        await store.cases.claim_pending("slack")
    posted = club.world.add_message("you buffoon")
    event = club.make_event(posted)
    deliveries = [
        await club.deliver_event(event, connection=0),
        await club.deliver_event(event, connection=1, retry=1, reason="http_timeout"),
        await club.deliver_event(event, connection=0, retry=2, reason="http_error"),
        await club.deliver_event(event, connection=1),
    ]
    for envelope in deliveries:
        await envelope.ack()
    await club.alert()
    await club.say("drat")
    await club.alert(number=2)
    assert len(club.calls("chat.delete", ts=posted["ts"])) == 1
    assert len(club.shown(club.world.moderators)) == 2


async def test_an_edit_that_arrives_before_the_original_is_acted_on_once(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    posted = club.world.add_message("good morning")
    late = club.make_event(dict(posted))
    await club.edit(posted, "you buffoon")
    await club.wait_for_call("chat.delete", ts=posted["ts"])
    await club.deliver_event(late)
    await club.say("drat")
    await club.alert(number=2)
    assert len(club.calls("chat.delete", ts=posted["ts"])) == 1


async def test_a_retry_that_is_the_only_delivery_acts(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot()
    posted = club.world.add_message("you buffoon")
    await club.deliver_message(posted, retry=1, reason="timeout")
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]


async def test_a_word_split_over_messages_is_deleted_as_one(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    for letter in "buffoon":
        envelope = await club.deliver_message(club.world.add_message(letter))
        await envelope.ack()
    await club.alert()
    assert len(club.calls("chat.delete")) == len("buffoon")
    assert club.shown(club.world.general) == []
