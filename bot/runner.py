"""One platform served: what an earlier run left behind is finished, then everything that comes is answered."""

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
from bot.moderation.pipeline import Pipeline
from bot.runtime.async_scorer import Overflow
from bot.runtime.error_boundary import run_guarded
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import Duplicate, Failed, PipelineResult
from classifier import Unscored

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_WRITE_EVERY = 60.0
"""Seconds between two writes of what was counted."""


async def serve(pipeline: Pipeline, *, progress: PlatformStats | None = None) -> None:
    """Serve until the platform has no more messages, or until cancelled; count in `progress`."""
    platform, desk = pipeline.platform, CommandDispatcher(pipeline)
    progress = progress or PlatformStats(platform.name)
    counters = pipeline.store.counters

    async def on_message(message: Message) -> PipelineResult:
        work = run_guarded(pipeline.moderate(message), message=message.key)
        answer = await progress.track(work)
        if what := _name(answer):
            where = {"platform": message.platform, "community": message.community}
            counters.count(what, **where, at=message.sent_at)
        return answer

    async def on_request(request: Request) -> Response:
        ask = type(request.command).__name__
        answer = await run_guarded(desk.dispatch(request), request=ask, community=request.community)
        if isinstance(answer, Failed):
            return Refusal("something went wrong", "whoever runs me finds it in the log")
        return answer

    async with platform, _writing(pipeline, progress):
        progress.connected()
        log.info("started", platform=platform.name, mode=pipeline.policies.base.mode.value)
        for case in await pipeline.store.cases.claim_pending(platform.name):
            log.info("case taken up again", case=case.number)
            await run_guarded(pipeline.enforce_and_alert(case), message=case.message.key)
        await desk.resume_pending()
        await platform.run(on_message, on_request)
    log.info("stopped", platform=platform.name, overflowed=pipeline.scorer.overflowed)


@asynccontextmanager
async def _writing(pipeline: Pipeline, progress: PlatformStats) -> AsyncIterator[None]:
    """Write what was counted, and until when all was seen, from time to time and at the end."""

    async def write() -> None:
        store = pipeline.store
        await store.counters.write()
        if progress.is_connected:
            oldest = timedelta(seconds=progress.oldest_wait)  # came, and is not looked at yet
            await store.presence.note(progress.platform, datetime.now(UTC) - oldest)

    async def write_often() -> None:
        while True:
            await asyncio.sleep(_WRITE_EVERY)
            await run_guarded(write(), store="counters")

    often = asyncio.create_task(write_often())
    try:
        yield
    finally:
        often.cancel()
        await asyncio.wait([often])  # it gives back what it had begun to write
        await run_guarded(write(), store="counters")


def _name(answer: PipelineResult) -> str:
    """What a message counts as, "" for one that was counted before."""
    match answer:
        case Duplicate():
            return ""
        case Overflow():
            return "overflowed"
        case Failed():
            return "failed"
        case Case(verdict=verdict):
            scores = verdict.scores
        case _:
            scores = answer.scores
    return f"unscored {scores.reason}" if isinstance(scores, Unscored) else "scored"
