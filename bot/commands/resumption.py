"""Resumption: takes up the cases, decisions and appeals that an earlier run, or another process, has left."""

import asyncio
import itertools
from collections.abc import Collection, Coroutine
from functools import partial

import structlog

from bot.commands.dispatcher import CommandDispatcher
from bot.domain.case import Case
from bot.domain.shards import ShardScope
from bot.moderation.alert_outbox import AlertOutbox
from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import run_guarded
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.shard_board import ShardBoard

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_RESUMED = 16
"""Pending cases that are worked on at once."""

_LOOK_INTERVAL = 2.0
"""Seconds between two looks for what a process has left, while one has fallen silent lately, and for appeals."""

_RARE_LOOK = 30
"""One look in so many is taken in any case: for those whose silence nobody heard."""


class Resumption:
    """The resumption of one platform's work."""

    def __init__(
        self, pipeline: Pipeline, dispatcher: CommandDispatcher, outbox: AlertOutbox
    ) -> None:
        self._pipeline = pipeline
        self._dispatcher = dispatcher
        self._outbox = outbox

    async def resume(
        self, owners: Collection[str] | None = None, *, shards: ShardScope | None = None
    ) -> None:
        """Finish what these processes have left, by default all that no other one works on; none waits for another.

        `shards`: what concerns the guilds in them alone.
        """
        pipeline, platform = self._pipeline, self._pipeline.platform.name
        claim = partial(pipeline.store.cases.claim_pending, shards=shards)
        pending = await pipeline.outage.insist(claim, platform, owners)
        slots = asyncio.Semaphore(_MAX_RESUMED)

        async def resume(case: Case) -> None:
            log.info("case taken up again", case=case.number)
            async with slots:
                await run_guarded(pipeline.enforce_and_alert(case), message=case.message.key)

        async def show(community: str) -> None:
            await run_guarded(self._outbox.show_waiting(community), alerts=community)

        unshown = dict.fromkeys(case.message.community for case in pending if case.outcome)
        await asyncio.gather(
            *(resume(case) for case in pending if case.outcome is None),
            *map(show, unshown),
            self._resume_requests(owners, shards),
        )

    async def follow_shards(self, board: ShardBoard) -> None:
        """Take up what is left in each shard that this process gains, and what others hear of them, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow_appeals(board))
            while True:
                group.create_task(self._resume_guarded(shards=await board.gained.get()))

    async def _resume_guarded(
        self, owners: Collection[str] | None = None, *, shards: ShardScope | None = None
    ) -> None:
        """Resume, and log a failure; made here, so that nothing is left behind where the task never begins."""
        await _guarded(self.resume(owners, shards=shards), self._pipeline.platform.name)

    async def _follow_appeals(self, board: ShardBoard) -> None:
        """Take up appeals that members made to other processes, as direct messages are heard by one alone."""
        while True:
            await asyncio.sleep(_LOOK_INTERVAL)
            if (shards := board.list_served()).ids:
                resuming = self._dispatcher.resume_appeals(shards=shards)
                await _guarded(resuming, self._pipeline.platform.name)

    async def _resume_requests(
        self, owners: Collection[str] | None, shards: ShardScope | None
    ) -> None:
        resuming = self._dispatcher.resume_pending(owners, shards=shards)
        await run_guarded(resuming, platform=self._pipeline.platform.name)

    async def follow_dead_processes(self, stats: PlatformStats) -> None:
        """Take up what other processes leave when they die, until cancelled.

        One that could not tell in time that it lives is heard of at the next look.
        """
        suspected: frozenset[str] = frozenset()
        async with asyncio.TaskGroup() as group:
            for turn in itertools.count():
                await asyncio.sleep(_LOOK_INTERVAL)
                if not stats.neighbours.is_one_silent and turn % _RARE_LOOK:
                    continue
                dead = await self._find_dead()
                if lost := dead & suspected:
                    log.warning(
                        "another process has died, its work is taken up", processes=len(lost)
                    )
                    group.create_task(self._resume_guarded(lost))
                suspected = dead

    async def _find_dead(self) -> frozenset[str]:
        find, platform = self._pipeline.store.living.find_dead_owners, self._pipeline.platform.name
        return await self._pipeline.outage.insist(find, platform)


async def _guarded(resuming: Coroutine[None, None, None], platform: str) -> None:
    await run_guarded(resuming, platform=platform)
