"""The runner: serves one platform, from what an earlier run left pending to the last message."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import structlog

from bot.commands.dispatcher import CommandDispatcher
from bot.domain.case import Case
from bot.domain.message import Message
from bot.interactions.replies import Refusal, Response
from bot.interactions.requests import Request
from bot.moderation.alert_outbox import AlertOutbox
from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import run_guarded
from bot.runtime.overflow import Overflow
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import Duplicate, Failed, PipelineResult
from classifier import Unscored

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_RESUMED = 16
"""Pending cases of an earlier run that are worked on at once."""

_FLUSH_INTERVAL = 60.0
"""Seconds between two writes of counters and of the backfill checkpoint."""


async def serve(pipeline: Pipeline, *, stats: PlatformStats | None = None) -> None:
    """Serve a platform until it has no more messages, or until cancelled; report to `stats`."""
    platform, dispatcher = pipeline.platform, CommandDispatcher(pipeline)
    stats = stats or PlatformStats(platform.name)
    counters = pipeline.store.counters

    async def on_message(message: Message) -> PipelineResult:
        work = run_guarded(pipeline.moderate(message), message=message.key)
        result = await stats.track(work)
        if kind := _counter_kind(result):
            origin = {"platform": message.platform, "community": message.community}
            counters.count(kind, **origin, at=message.sent_at)
        return result

    async def on_request(request: Request) -> Response:
        name = type(request.command).__name__
        work = dispatcher.dispatch(request)
        response = await run_guarded(work, request=name, community=request.community)
        if isinstance(response, Failed):
            return Refusal("something went wrong", "whoever runs me finds it in the log")
        return response

    outbox = AlertOutbox(pipeline, stats)
    async with platform, _flush_regularly(pipeline, stats), _follow_alert_channels(outbox):
        stats.connected()
        log.info("started", platform=platform.name, mode=pipeline.policies.base.mode.value)
        # Beside what comes now, which waits for nothing of an earlier run.
        resuming = asyncio.create_task(
            run_guarded(_resume_pending(pipeline, dispatcher, outbox), platform=platform.name)
        )
        try:
            await platform.run(on_message, on_request)
            await resuming
        finally:
            resuming.cancel()
            await asyncio.wait([resuming])
            await pipeline.holds.close()
    log.info("stopped", platform=platform.name, overflowed=pipeline.scorer.overflowed)


async def _resume_pending(
    pipeline: Pipeline, dispatcher: CommandDispatcher, outbox: AlertOutbox
) -> None:
    """Finish the cases, alerts, decisions and appeals that an earlier run left; none waits for another."""
    pending = await pipeline.store.cases.claim_pending(pipeline.platform.name)
    slots = asyncio.Semaphore(_MAX_RESUMED)

    async def resume(case: Case) -> None:
        log.info("case taken up again", case=case.number)
        async with slots:
            await run_guarded(pipeline.enforce_and_alert(case), message=case.message.key)

    unshown = dict.fromkeys(case.message.community for case in pending if case.outcome)
    await asyncio.gather(
        *(resume(case) for case in pending if case.outcome is None),
        *(run_guarded(outbox.show_waiting(each), alerts=each) for each in unshown),
        run_guarded(dispatcher.resume_pending(), platform=pipeline.platform.name),
    )


@asynccontextmanager
async def _follow_alert_channels(outbox: AlertOutbox) -> AsyncIterator[None]:
    following = asyncio.create_task(outbox.run())
    try:
        yield
    finally:
        following.cancel()
        await asyncio.wait([following])


@asynccontextmanager
async def _flush_regularly(pipeline: Pipeline, stats: PlatformStats) -> AsyncIterator[None]:
    """Flush the counters and record the backfill checkpoint, every minute and at the end."""

    async def flush() -> None:
        store = pipeline.store
        await store.counters.flush()
        if stats.is_connected:
            in_pipeline = timedelta(seconds=stats.oldest_wait)  # came, and has no result yet
            await store.last_seen.record(stats.platform, datetime.now(UTC) - in_pipeline)

    async def flush_forever() -> None:
        while True:
            await asyncio.sleep(_FLUSH_INTERVAL)
            await run_guarded(flush(), store="counters")

    flushing = asyncio.create_task(flush_forever())
    try:
        yield
    finally:
        flushing.cancel()
        await asyncio.wait([flushing])  # it keeps the counts of a flush that it could not finish
        await run_guarded(flush(), store="counters")


def _counter_kind(result: PipelineResult) -> str:
    """Return the counter that a message is counted in, "" for one that was counted before."""
    match result:
        case Duplicate():
            return ""
        case Overflow():
            return "overflowed"
        case Failed():
            return "failed"
        case Case(verdict=verdict):
            scores = verdict.scores
        case _:
            scores = result.scores
    return f"unscored {scores.reason}" if isinstance(scores, Unscored) else "scored"
