"""The schedule of one platform: what is done at times, and not as messages come, run by APScheduler."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.moderation.digests import Digests
from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import run_guarded

_PATIENCE = 5.0
"""Seconds that what is being done may take longer when the bot stops."""


async def run_schedule(
    pipeline: Pipeline, *, serves: Callable[[str], bool] = lambda _community: True
) -> None:
    """Do at the start and at their times what is due, until cancelled.

    That is the digests of the communities that this process `serves`, and the pruning of scores.
    """
    scheduler = AsyncIOScheduler(timezone=UTC)
    running: set[asyncio.Task[object]] = set()
    jobs = {
        "digests": (Digests(pipeline, serves=serves).send_due, CronTrigger(second=0, timezone=UTC)),
        "scores": (lambda: prune_scores(pipeline), CronTrigger(minute=30, timezone=UTC)),
    }
    for name, (job, trigger) in jobs.items():
        scheduler.add_job(
            _guard,
            trigger,
            args=(pipeline, job, running),
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
    scheduler.start()
    try:
        await asyncio.Future()
    finally:
        scheduler.pause()
        await asyncio.sleep(0)  # in which what was submitted begins
        await _finish(running, patience=0 if pipeline.outage.problem else _PATIENCE)
        scheduler.shutdown(wait=False)


async def prune_scores(pipeline: Pipeline) -> None:
    """Delete scores near a threshold that the policy keeps no longer."""
    rules = pipeline.policies.base.scores
    before = pipeline.now() - timedelta(days=rules.days)
    platform = pipeline.platform.name
    await pipeline.store.near_scores.prune(platform, before=before, most=rules.most)


async def _finish(running: set[asyncio.Task[object]], *, patience: float) -> None:
    """Let what is being done come to its end, so that no digest is posted and not recorded."""
    if not running:
        return
    _, late = await asyncio.wait(running, timeout=patience)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)


async def _guard(
    pipeline: Pipeline,
    job: Callable[[], Awaitable[None]],
    running: set[asyncio.Task[object]],
) -> None:
    """Do a job, as soon as the database takes it, in a task of its own: none that the scheduler would cut off."""

    async def work() -> object:
        return await run_guarded(pipeline.outage.insist(job), platform=pipeline.platform.name)

    task = asyncio.create_task(work())
    running.add(task)
    await asyncio.wait([task])
    running.discard(task)
