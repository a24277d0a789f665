"""Levels of the bus, read from its server every few seconds for the metrics."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from bot.bus.connection import FAILURES, Bus
from bot.bus.streams import DEAD, MESSAGES
from bot.runtime.bus_levels import BusLevels

_INTERVAL: Final = 5.0
"""Seconds between two looks."""


async def read_levels(bus: Bus) -> BusLevels:
    """Ask the server how many messages wait, and how many could not be judged."""
    waiting, dead = [await bus.stream.stream_info(name) for name in (MESSAGES, DEAD)]
    return BusLevels(waiting.state.messages, dead.state.messages)


@asynccontextmanager
async def keep_levels(bus: Bus, levels: BusLevels) -> AsyncIterator[None]:
    """Keep levels up to date while entered."""

    async def follow() -> None:
        while True:
            with suppress(*FAILURES):
                found = await read_levels(bus)
                levels.waiting, levels.dead = found.waiting, found.dead
            await asyncio.sleep(_INTERVAL)

    following = asyncio.create_task(follow(), name="bus levels")
    try:
        yield
    finally:
        following.cancel()
        await asyncio.wait([following])
