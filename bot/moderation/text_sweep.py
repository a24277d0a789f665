"""Text sweeps: each hour, what the policy keeps no longer is forgotten, and its alerts are redrawn without it."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import run_guarded

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

INTERVAL: Final = timedelta(hours=1)

_LOOK_EVERY = 300.0
"""Seconds between two looks whether a sweep is due: another process may have died in one."""

_BATCH = 500
"""Cases that are blanked in one transaction, so that nobody waits for it long."""

_MOST_REDRAWN = 1_500
"""Cases whose alerts are redrawn in one sweep; the next takes the others."""


class TextSweep:
    """The sweeps of one platform; `pause`: seconds between two alerts that are redrawn."""

    def __init__(self, pipeline: Pipeline, *, pause: float = 1.0) -> None:
        self._pipeline = pipeline
        self._pause = pause

    async def run(self) -> None:
        """Sweep whenever it is due, until cancelled."""
        while True:
            await run_guarded(self.sweep(), platform=self._pipeline.platform.name)
            await asyncio.sleep(_LOOK_EVERY)

    async def sweep(self) -> None:
        """Forget what is old, if a sweep is due and no other process is at it; a killed one is begun again."""
        retention, insist = self._pipeline.store.text_retention, self._pipeline.outage.insist
        platform, now = self._pipeline.platform.name, self._pipeline.now()
        if not await insist(retention.claim, platform, at=now, interval=INTERVAL):
            return
        count = 0
        for community in await insist(retention.communities, platform):
            count += await self._forget(community, now)
        memory = self._pipeline.policies.base.memory
        before = now - timedelta(days=memory.note_days)
        notes = await insist(retention.forget_notes, platform, before=before)
        await insist(retention.forget_suggestions, before=now - timedelta(days=memory.text_days))
        await insist(self._pipeline.store.desk.forget, at=now)
        await self._redraw()
        await insist(retention.finish, platform, at=now)
        if count or notes:
            log.info("texts forgotten", platform=platform, cases=count, notes=notes)

    async def _forget(self, community: str, now: datetime) -> int:
        """Forget the old texts of a community; return of how many cases."""
        pipeline, count = self._pipeline, 0
        policy = await pipeline.policies.resolve(community)
        ages = policy.memory.find_ages(community, now)
        forget, platform = pipeline.store.text_retention.forget, pipeline.platform.name
        while done := await pipeline.outage.insist(forget, platform, community, ages, limit=_BATCH):
            count += done
        return count

    async def _redraw(self) -> None:
        """Redraw the alerts that still show what was forgotten."""
        pipeline, insist = self._pipeline, self._pipeline.outage.insist
        retention = pipeline.store.text_retention
        stale = await insist(retention.find_stale, pipeline.platform.name, limit=_MOST_REDRAWN)
        for case in stale:
            await pipeline.alerts.redraw(case)
            await insist(retention.mark_redrawn, case.number)
            await asyncio.sleep(self._pause)
