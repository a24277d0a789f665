"""The bus while PostgreSQL is gone: its workers wait, and nothing becomes a dead letter."""

import asyncio

from bot.bus.dead_letters import count_dead
from tests.bot.bus.conftest import Line
from tests.bot.postgres.cluster import Cluster
from tests.fakes.club import RUDE


async def test_a_worker_waits_for_the_database_and_counts_no_try(
    line: Line, cluster: Cluster
) -> None:
    line.start_gateway()
    line.start_worker()
    await line.say(RUDE)
    await line.until_alerted()
    cluster.crash()
    async with asyncio.TaskGroup() as group:
        group.create_task(line.say(RUDE, id="m2"))
        group.create_task(asyncio.to_thread(cluster.start))
    await line.until_alerted(2)
    assert await count_dead(line.bus) == 0
