"""What is known of connections that break, of which a large bot has several, and what comes of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.discord.inbound import backfill
from tests.bot.platforms.discord.conftest import Ears, StartBot
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import FORUM


async def test_while_one_of_its_connections_is_lost_it_is_not_connected(
    club: FakeDiscord, ears: Ears
) -> None:
    platform, progress = ears.platform, ears.platform._progress
    await club.say("hello")
    await ears.until(1)
    for shard in (0, 1):
        platform.handle_disconnect(shard)
    told = []
    for shard in (0, 1):
        platform.handle_connect(shard, is_resumed=True)
        told.append(progress.is_connected)
    assert told == [False, True]


async def test_what_a_resumed_session_is_told_of_is_not_read_again(
    club: FakeDiscord, ears: Ears
) -> None:
    platform = ears.platform
    platform.handle_disconnect(0)
    platform.handle_connect(0, is_resumed=True)
    platform.handle_ready()
    await club.say("hello")
    assert await ears.all() == ["hello"]
    platform.handle_disconnect(0)
    platform.handle_connect(0, is_resumed=False)
    platform.handle_ready()
    await ears.until(4)
    assert ears.texts.count("hello") == 2


async def test_titles_for_which_there_are_no_requests_left_are_told_of_in_the_log(
    club: FakeDiscord,
    start_bot: StartBot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(backfill, "_REQUESTS", 1)
    forum = club.world.add_channel("ideas", type=FORUM)
    posts = [club.world.add_thread("you buffoons", parent=forum) for _ in range(3)]
    await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    changed = await club.request("PATCH", "/channels/{channel}")
    assert changed.ids["channel"] in {post["id"] for post in posts}
    said = capsys.readouterr().out
    assert "not all names that were missed could be read" in said
    assert "threads=2" in said
