"""Gaps of connections, of which a large bot has several."""

from datetime import UTC, datetime, timedelta

from bot.platforms.discord.inbound.gaps import GapTracker
from tests.bot.platforms.discord.conftest import MESSAGE, Recorder, StartBot
from tests.fakes.discord.server import FakeDiscord

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_a_resumed_session_closes_its_gap() -> None:
    gaps = GapTracker(None, lambda: NOW)
    gaps.begin(0)
    gaps.end(0, is_resumed=True)
    assert gaps.pop(0) is None


def test_the_earliest_gap_is_returned_once_with_time_for_its_detection() -> None:
    stopped_at = NOW - timedelta(hours=1)
    gaps = GapTracker(stopped_at, lambda: NOW)
    gaps.begin(0)
    gaps.end(0, is_resumed=False)
    assert gaps.pop(0) == stopped_at - timedelta(minutes=2)
    assert gaps.pop(0) is None


async def test_it_is_connected_once_all_its_shards_are(
    club: FakeDiscord, recorder: Recorder
) -> None:
    platform, stats = recorder.platform, recorder.platform._stats
    await club.say("hello")
    await recorder.until(1)
    for shard in (0, 1):
        platform._connection.handle_disconnect(shard)
    is_connected = []
    for shard in (0, 1):
        platform._connection.handle_connect(shard, is_resumed=True)
        is_connected.append(stats.is_connected)
    assert is_connected == [False, True]


async def test_only_the_gap_of_a_session_that_is_not_resumed_is_read(
    club: FakeDiscord, recorder: Recorder
) -> None:
    platform = recorder.platform
    platform._connection.handle_disconnect(0)
    platform._connection.handle_connect(0, is_resumed=True)
    platform._connection.handle_guilds(0)
    await club.say("hello")
    assert await recorder.all() == ["hello"]
    platform._connection.handle_disconnect(0)
    platform._connection.handle_connect(0, is_resumed=False)
    platform._connection.handle_guilds(0)
    await recorder.until(4)
    assert recorder.texts.count("hello") == 2


def test_the_gap_of_a_guild_that_is_not_known_is_the_earliest_and_lasts_until_it_arrives() -> None:
    gaps = GapTracker(None, lambda: NOW)
    gaps.wait_for(0, 17, NOW - timedelta(hours=1))
    gaps.wait_for(0, 17)
    gaps.wait_for(0, 18)
    assert gaps.unread_since == NOW - timedelta(hours=1)
    assert gaps.take(0, 17) == NOW - timedelta(hours=1)
    assert gaps.take(0, 17) is None
    assert gaps.unread_since == NOW - timedelta(minutes=2)


def test_a_guild_that_does_not_arrive_for_hours_is_waited_for_and_holds_presence_back_no_more() -> (
    None
):
    gaps = GapTracker(None, lambda: NOW)
    gaps.wait_for(0, 17, NOW - timedelta(hours=13))
    assert gaps.unread_since is None
    assert gaps.take(0, 17) == NOW - timedelta(hours=13)


def test_a_guild_of_a_shard_that_another_process_serves_is_not_waited_for() -> None:
    gaps = GapTracker(None, lambda: NOW)
    gaps.wait_for(0, 17)
    gaps.wait_for(1, 18, NOW)
    gaps.lose(0)
    assert gaps.unread_since == NOW


async def test_a_guild_that_arrives_late_is_read_from_where_the_last_run_ended(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await club.gateway.hide(club.world.guild)
    missed = club.world.add_message("you buffoon")
    since = datetime.now(UTC) - timedelta(hours=1)
    bot = await start_bot(since=since)
    assert bot.platform._find_unread() == since - timedelta(minutes=2)
    await club.gateway.show(club.world.guild)
    assert (await club.request("DELETE", MESSAGE)).ids["message"] == missed["id"]


async def test_what_was_written_during_an_outage_of_a_guild_is_read(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await club.gateway.hide(club.world.guild)
    club.world.add_message("meanwhile")
    await club.gateway.show(club.world.guild)
    assert await recorder.until(1) == ["meanwhile"]


async def test_a_guild_that_the_bot_has_left_is_not_waited_for(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await club.say("hello")
    await recorder.until(1)
    (guild,) = recorder.platform._client.guilds
    recorder.platform._connection.handle_outage(guild)
    assert recorder.platform._find_unread() is not None
    await recorder.platform._client.on_guild_remove(guild)
    assert recorder.platform._find_unread() is None
