"""PostgreSQL gone for longer than a connection is tried for, and back: nothing is lost, nothing done twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.discord.platform import Discord
from bot.store import outage
from bot.store.database.engine import open_database
from tests.bot.conftest import MakePipeline
from tests.bot.postgres.cluster import Cluster
from tests.fakes import running
from tests.fakes.discord.payloads import DM
from tests.fakes.discord.redirection import redirect
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN


@pytest.fixture
async def engine(address: URL) -> AsyncIterator[AsyncEngine]:
    """An engine that gives up at once where the server does not answer."""
    engine = await open_database(address, retry_seconds=0.05)
    yield engine
    await engine.dispose()


def count_told(club: FakeDiscord) -> list[int]:
    """Return how many messages each member got."""
    direct = [c["id"] for c in club.world.channels.values() if c["type"] == DM]
    return [len(club.shown(channel)) for channel in direct]


async def test_what_is_written_while_it_is_gone_is_done_once_when_it_is_back(
    cluster: Cluster, make_pipeline: MakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "_PAUSE", 0.05)
    async with FakeDiscord() as club:
        world = club.world
        with redirect(club.port):
            stats = running.WatchedStats("discord")
            platform = Discord(
                TOKEN, alert_channels=frozenset(), stats=stats, guild_ready_timeout=0.05
            )
            bot = await running.start(platform, make_pipeline(platform), stats)
            await asyncio.to_thread(cluster.crash)
            for each in range(3):
                await club.say("you buffoon", author=world.make_user(f"member{each}"))
            shown = await club.alert()
            assert shown["embeds"][0]["title"].startswith("I cannot store anything")
            await asyncio.to_thread(cluster.start)
            await club.until(lambda: sum(count_told(club)) >= 3)
            await club.until(lambda: "I can store again" in str(club.shown(world.moderators)))
            assert not bot.task.done()
            assert club.shown(world.general) == []
            assert count_told(club) == [1, 1, 1]
            await bot.stop()
