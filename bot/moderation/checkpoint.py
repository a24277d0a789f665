"""The checkpoint: what was counted, and up to when every message was seen, stored every minute."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.runtime.error_boundary import run_guarded
from bot.runtime.platform_stats import PlatformStats
from bot.store.database.faults import STORE_ERRORS
from bot.store.store import Store

_INTERVAL = 60.0
"""Seconds between two checkpoints."""

_WORK = "checkpoint"
"""The work of storing it, of which the outage is told."""


@asynccontextmanager
async def keep_checkpoint(
    store: Store, stats: PlatformStats | None, *, started_at: datetime
) -> AsyncIterator[None]:
    """Store the checkpoint every minute and at the end; without `stats`, what was counted alone.

    A first run stores it at once, so that nothing since `started_at` is missed if it is killed.
    """
    await run_guarded(_store(store, stats, started_at, only_first=True), store=_WORK)
    keeping = asyncio.create_task(_keep(store, stats))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])  # it keeps the counts of a flush that it could not finish
        await run_guarded(_flush(store, stats), store=_WORK)


async def _keep(store: Store, stats: PlatformStats | None) -> None:
    while True:
        if store.outage.is_failing(_WORK):
            await store.outage.wait()
        else:
            await asyncio.sleep(_INTERVAL)
        await run_guarded(_flush(store, stats), store=_WORK)


async def _flush(store: Store, stats: PlatformStats | None) -> None:
    """Store up to when all was seen, unless events are missing now."""
    await _store(store, stats, stats.seen_until if stats and stats.is_connected else None)


async def _store(
    store: Store,
    stats: PlatformStats | None,
    seen_at: datetime | None,
    *,
    only_first: bool = False,
) -> None:
    try:
        await store.counters.flush()
        await store.near_scores.flush()
        if stats:
            await _record_seen(store, stats, seen_at, only_first=only_first)
    except STORE_ERRORS as error:
        if not store.outage.note(_WORK, error):
            raise
    else:
        store.outage.note_success(_WORK)


async def _record_seen(
    store: Store, stats: PlatformStats, seen_at: datetime | None, *, only_first: bool
) -> None:
    if seen_at is None:
        return
    if stats.shards is None:
        if not only_first or await store.last_seen.get(stats.platform) is None:
            await store.last_seen.record(stats.platform, seen_at)
    elif not only_first:  # of a new shard the beginning is recorded with its lease
        await stats.shards.record_seen(seen_at)
