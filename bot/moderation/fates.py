"""Fates, followed: alerts are redrawn when their message was deleted, or their author left or was banned."""

from bot.domain.fate import Fate
from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import run_guarded
from bot.runtime.fates import Fates


async def follow_fates(pipeline: Pipeline, fates: Fates) -> None:
    """Store what becomes of messages and authors of cases, and redraw their alerts, until cancelled."""
    while True:
        for fate in await fates.next():
            await run_guarded(_follow(pipeline, fate), community=fate.community)


async def _follow(pipeline: Pipeline, fate: Fate) -> None:
    note, platform = pipeline.store.case_fates.note, pipeline.platform.name
    for case in await pipeline.outage.insist(note, platform, fate):
        await pipeline.alerts.redraw(case)
