"""Resumption: takes up the cases, decisions and appeals that an earlier run, or another process, has left."""

import asyncio
from collections.abc import Collection

import structlog

from bot.commands.dispatcher import CommandDispatcher
from bot.domain.case import Case
from bot.moderation.alert_outbox import AlertOutbox
from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import run_guarded

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_RESUMED = 16
"""Pending cases that are worked on at once."""

_CHECK_INTERVAL = 75.0
"""Seconds between two looks for what dead processes have left: a living one is connected at least each minute."""


class Resumption:
    """The resumption of one platform's work."""

    def __init__(
        self, pipeline: Pipeline, dispatcher: CommandDispatcher, outbox: AlertOutbox
    ) -> None:
        self._pipeline = pipeline
        self._dispatcher = dispatcher
        self._outbox = outbox

    async def resume(self, owners: Collection[str] | None = None) -> None:
        """Finish what these processes have left, by default all that no other one works on; none waits for another."""
        pipeline, platform = self._pipeline, self._pipeline.platform.name
        claim = pipeline.store.cases.claim_pending
        pending = await pipeline.outage.insist(claim, platform, owners)
        slots = asyncio.Semaphore(_MAX_RESUMED)

        async def resume(case: Case) -> None:
            log.info("case taken up again", case=case.number)
            async with slots:
                await run_guarded(pipeline.enforce_and_alert(case), message=case.message.key)

        unshown = dict.fromkeys(case.message.community for case in pending if case.outcome)
        await asyncio.gather(
            *(resume(case) for case in pending if case.outcome is None),
            *(run_guarded(self._outbox.show_waiting(each), alerts=each) for each in unshown),
            self._resume_requests(owners),
        )

    async def _resume_requests(self, owners: Collection[str] | None) -> None:
        platform = self._pipeline.platform.name
        await run_guarded(self._dispatcher.resume_pending(owners), platform=platform)

    async def follow_dead_processes(self) -> None:
        """Take up what other processes leave when they die, until cancelled.

        One that was restarting its connections at a look is there again at the next.
        """
        abandoned = self._pipeline.store.abandoned
        suspected: frozenset[str] = frozenset()
        while True:
            await asyncio.sleep(_CHECK_INTERVAL)
            find = self._pipeline.outage.insist(abandoned.find_owners, self._pipeline.platform.name)
            dead = await find
            if lost := dead & suspected:
                log.warning("another process has died, its work is taken up", processes=len(lost))
                await run_guarded(self.resume(lost), platform=self._pipeline.platform.name)
            suspected = dead
