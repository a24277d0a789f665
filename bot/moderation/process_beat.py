"""The process beat: each process tells the others of its platform that it lives, and counts them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from bot.runtime.error_boundary import run_guarded
from bot.runtime.platform_stats import PlatformStats
from bot.store.store import Store

BEAT_INTERVAL: Final = 2.0
"""Seconds between two signs of life: four may fail before others take up what a process works on."""


@asynccontextmanager
async def keep_beating(store: Store, stats: PlatformStats) -> AsyncIterator[None]:
    """Tell that this process lives until all that it works on is done; note in `stats` who else does.

    A process alone with its database tells nobody, and one whose platform has shards by their leases.
    """
    if not store.living.is_shared or stats.shards is not None:
        yield
        return
    beating = asyncio.create_task(_beat(store, stats), name="process beat")
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.wait([beating])
        if not store.outage.problem:  # else others notice it by themselves
            await run_guarded(store.living.leave(stats.platform), platform=stats.platform)


async def _beat(store: Store, stats: PlatformStats) -> None:
    while True:
        await run_guarded(_tell(store, stats), platform=stats.platform)
        await asyncio.sleep(BEAT_INTERVAL)


async def _tell(store: Store, stats: PlatformStats) -> None:
    stats.neighbours = await store.living.beat(stats.platform)
