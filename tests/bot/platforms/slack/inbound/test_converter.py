"""Every way in which text reaches a channel."""

import asyncio

import pytest

from bot.platforms.slack.inbound.converter import read_ts, write_ts
from bot.runtime.async_scorer import Overflow
from tests.bot.platforms.slack.conftest import Ears, StartBot
from tests.fakes.slack.server import FakeSlack


async def test_a_message_comes_with_its_author_its_places_and_a_link(
    club: FakeSlack, ears: Ears
) -> None:
    said = await club.say("hello")
    await ears.until(1)
    (message,) = ears.messages
    world = club.world
    assert (message.id, message.text, message.author.name) == (said["ts"], "hello", "kim")
    assert message.scopes == (world.general, world.team)
    number = said["ts"].replace(".", "")
    assert message.link == f"https://club.slack.com/archives/{world.general}/p{number}"
    assert message.sent_at.microsecond == int(said["ts"].partition(".")[2])
    assert not message.author.is_moderator
    assert message.edited_at is None


def test_no_digit_of_a_moment_is_lost_on_the_way_there_and_back() -> None:
    for ts in ("1700000000.000001", "1700000000.123457", "1999999999.999999"):
        assert write_ts(read_ts(ts)) == ts
    assert read_ts("1700000000.1").microsecond == 100_000


@pytest.mark.parametrize("subtype", [None, "thread_broadcast"])
async def test_a_reply_is_in_its_thread_also_where_it_was_sent_to_the_channel_too(
    club: FakeSlack, ears: Ears, subtype: str | None
) -> None:
    parent = club.world.add_message("hello")
    fields = {"subtype": subtype, "root": parent} if subtype else {}
    await club.say("me too", thread_ts=parent["ts"], **fields)
    await ears.until(1)
    (message,) = ears.messages
    assert message.scopes == (parent["ts"], club.world.general, club.world.team)
    assert f"thread_ts={parent['ts']}&cid={club.world.general}" in message.link


async def test_what_begins_a_thread_is_in_the_channel(club: FakeSlack, ears: Ears) -> None:
    ts = club.world.make_ts()
    await club.say("hello", ts=ts, thread_ts=ts, reply_count=1)
    await ears.until(1)
    assert ears.messages[0].thread is None


async def test_an_edit_of_a_message_that_it_never_saw_is_a_version_of_its_own(
    club: FakeSlack, ears: Ears
) -> None:
    said = club.world.add_message("hello")
    await club.edit(said, "something else")
    assert await ears.until(1) == ["something else"]
    (message,) = ears.messages
    assert message.edited_at
    assert message.edited_at.timestamp() == float(said["edited"]["ts"])
    assert message.id == said["ts"]


async def test_what_a_bot_changes_is_a_version_of_its_own_though_slack_says_of_no_edit(
    club: FakeSlack, ears: Ears
) -> None:
    robot = club.world.add_person("robot", is_bot=True)
    said = club.world.add_message("hello", by=robot, bot_id="B1")
    before = dict(said)
    said["text"] = "something else"
    await club.change(said, before)
    assert await ears.until(1) == ["something else"]
    (message,) = ears.messages
    assert message.edited_at
    assert message.edited_at > message.sent_at


async def test_unfurled_links_and_marks_of_slacks_own_are_no_edits(
    club: FakeSlack, ears: Ears
) -> None:
    said = club.world.add_message("see <https://example.org>", edited={"user": "U1", "ts": "1.0"})
    before = dict(said)
    said["attachments"] = [{"from_url": "https://example.org", "title": "nonsense about tea"}]
    await club.change(said, before)
    before = dict(said)
    said["language"] = {"locale": "en"}
    await club.change(said, before)
    assert await ears.all() == []


SYSTEM = ["channel_join", "channel_leave", "channel_topic", "channel_name", "tombstone"]


async def test_it_skips_itself_slacks_own_words_and_what_is_deleted(
    club: FakeSlack, ears: Ears
) -> None:
    bot = club.world.bot
    alert = club.world.add_message("an alert", by=bot)
    await club.tell(alert)
    await club.tell({**club.world.add_message("no user"), "user": None, "bot_id": "B0PARLEY"})
    await club.edit(alert, "an alert, decided")
    for subtype in SYSTEM:
        await club.say("what kim did", subtype=subtype)
    gone = {"type": "message", "subtype": "message_deleted", "hidden": True}
    await club.bring_event(
        {
            **gone,
            "channel": club.world.general,
            "ts": club.world.make_ts(),
            "previous_message": club.world.add_message("it was rude"),
        }
    )
    assert await ears.all() == []


async def test_direct_messages_to_the_bot_and_private_channels_are_heard(
    club: FakeSlack, ears: Ears
) -> None:
    direct = club.world.open_direct(club.world.kim["id"])
    await club.say("hello bot", channel=direct)
    await club.say("hello moderators", channel=club.world.moderators)
    await ears.until(2)
    assert {message.channel for message in ears.messages} == {direct, club.world.moderators}


async def test_what_there_was_no_room_for_is_handed_over_again(club: FakeSlack, ears: Ears) -> None:
    room = asyncio.Event()
    ears.answers = [Overflow(room.wait)]
    await club.say("first")
    await ears.until(1)
    await club.say("second")
    await ears.until(2)
    room.set()
    assert await ears.until(3) == ["first", "second", "first"]
    assert ears.messages[2] == ears.messages[0]


async def test_the_same_event_four_times_on_two_connections_is_one_case(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    await start_bot()
    assert len(club.wire.sockets) == 2
    said = club.world.add_message("you buffoon")
    event = club.make_event(said)
    deliveries = [
        await club.bring_event(event, on=0),
        await club.bring_event(event, on=1, retry=1, reason="http_timeout"),
        await club.bring_event(event, on=0, retry=2, reason="http_error"),
        await club.bring_event(event, on=1),
    ]
    for envelope in deliveries:
        await envelope.ack()
    await club.alert()
    await club.say("drat")
    await club.alert(number=2)
    assert len(club.calls("chat.delete", ts=said["ts"])) == 1
    assert len(club.shown(club.world.moderators)) == 2


async def test_an_edit_that_comes_before_what_was_edited_is_acted_on_once(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    said = club.world.add_message("good morning")
    late = club.make_event(dict(said))
    await club.edit(said, "you buffoon")
    await club.call("chat.delete", ts=said["ts"])
    await club.bring_event(late)
    await club.say("drat")
    await club.alert(number=2)
    assert len(club.calls("chat.delete", ts=said["ts"])) == 1


async def test_a_retry_that_is_the_only_delivery_acts(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot()
    said = club.world.add_message("you buffoon")
    await club.tell(said, retry=1, reason="timeout")
    assert (await club.call("chat.delete"))["ts"] == said["ts"]


async def test_what_is_split_over_messages_goes_as_one(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    for letter in "buffoon":
        envelope = await club.tell(club.world.add_message(letter))
        await envelope.ack()
    await club.alert()
    assert len(club.calls("chat.delete")) == len("buffoon")
    assert club.shown(club.world.general) == []
