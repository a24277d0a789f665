"""The runner: serves one platform, from what an earlier run left pending to the last message."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from bot.commands.answering import answer_request
from bot.commands.dispatcher import CommandDispatcher
from bot.commands.resumption import Resumption
from bot.domain.message import Message
from bot.domain.notice import Notice
from bot.interactions.replies import Response
from bot.interactions.requests import Request
from bot.moderation.alert_outbox import AlertOutbox
from bot.moderation.bookkeeper import Bookkeeper
from bot.moderation.checkpoint import keep_checkpoint
from bot.moderation.fates import follow_fates
from bot.moderation.missed_notices import tell_missed
from bot.moderation.pipeline import Pipeline
from bot.moderation.process_beat import keep_beating
from bot.moderation.schedule import run_schedule
from bot.moderation.text_sweep import TextSweep
from bot.runtime.error_boundary import run_guarded
from bot.runtime.message_bus import MessageBus
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import PipelineResult
from bot.runtime.unrecorded_steps import UnrecordedSteps

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Served:
    """A platform that is served, and what it reports."""

    pipeline: Pipeline
    stats: PlatformStats

    @property
    def name(self) -> str:
        """The platform's name."""
        return self.stats.platform


async def serve(
    pipeline: Pipeline,
    *,
    stats: PlatformStats | None = None,
    bus: MessageBus | None = None,
) -> None:
    """Serve a platform until it has no more messages, or until cancelled; report to `stats`.

    `bus`: what takes the messages, where other processes judge them.
    """
    started_at, platform = pipeline.now(), pipeline.platform
    stats = stats or PlatformStats(platform.name, clock=pipeline.now)
    dispatcher = CommandDispatcher(pipeline, pipeline.now, stats.serves)
    bookkeeper = Bookkeeper(pipeline, stats, moderate=bus.hand_on if bus else None)

    async def on_message(message: Message) -> PipelineResult:
        work = run_guarded(bookkeeper.moderate(message), message=message.key)
        result = await stats.track(work)
        bookkeeper.record(message, result)
        return result

    async def on_request(request: Request) -> Response:
        return await answer_request(dispatcher, request)

    outbox = AlertOutbox(pipeline, stats)
    resumption = Resumption(pipeline, dispatcher, outbox)
    stats.find_store_problem = lambda: pipeline.outage.problem
    async with (
        keep_beating(pipeline.store, stats),
        platform,
        keep_checkpoint(pipeline.store, stats, started_at=started_at),
        _beside(
            outbox.run(),
            _follow_others(resumption, stats),
            pipeline.outage_notices.run(platform),
            _tell_gathered(pipeline),
            bookkeeper.notices.run(),
            tell_missed(platform, stats.missed),
            TextSweep(pipeline).run(),
            follow_fates(pipeline, stats.fates),
            run_schedule(pipeline, serves=stats.serves),
            *([bus.run()] if bus else []),
        ),
    ):
        stats.connected()
        log.info("started", platform=platform.name, mode=pipeline.policies.base.mode.value)
        # Beside what comes now, which waits for nothing of an earlier run.
        resuming = asyncio.create_task(_resume(resumption, stats))
        try:
            await platform.run(on_message, on_request)
            await resuming
        finally:
            resuming.cancel()
            await asyncio.wait([resuming])
            await pipeline.slow_decisions.close()
            await pipeline.alerts.holds.close()
    log.info("stopped", platform=platform.name, overflowed=pipeline.scorer.overflowed)


async def _resume(resumption: Resumption, stats: PlatformStats) -> None:
    """Take up what an earlier run left; of a platform with shards, each with its shard."""
    if stats.shards is None:
        await run_guarded(resumption.resume(), platform=stats.platform)


async def _follow_others(resumption: Resumption, stats: PlatformStats) -> None:
    """Take up what other processes leave, until cancelled."""
    if stats.shards is None:
        await resumption.follow_dead_processes(stats)
    else:
        await resumption.follow_shards(stats.shards)


@asynccontextmanager
async def _beside(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do work while entered."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _tell_gathered(pipeline: Pipeline) -> None:
    """Tell authors of what is held for them because they were told a moment ago."""

    async def notify(notice: Notice) -> None:
        await pipeline.notify(notice, UnrecordedSteps())

    await pipeline.brake.run(pipeline.platform.name, notify, store=pipeline.store)
