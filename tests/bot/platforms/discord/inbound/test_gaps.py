"""Gaps of connections, of which a large bot has several."""

from datetime import UTC, datetime, timedelta

from bot.platforms.discord.inbound.gaps import GapTracker
from tests.bot.platforms.discord.conftest import Recorder
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
