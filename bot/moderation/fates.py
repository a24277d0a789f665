"""Fates, followed: alerts are redrawn when their message was deleted, or their author left or was banned."""

from dataclasses import replace
from functools import partial

from bot.domain.fate import Fate, MessagesGone
from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import run_guarded
from bot.runtime.fates import Fates


async def follow_fates(pipeline: Pipeline, fates: Fates) -> None:
    """Store what becomes of messages and authors of cases, and redraw their alerts, until cancelled."""
    while True:
        for fate in await fates.next():
            await run_guarded(follow(pipeline, fate), community=fate.community)


async def follow(pipeline: Pipeline, fate: Fate) -> None:
    """Store a fate in the cases that it concerns, and redraw their alerts."""
    if isinstance(fate, MessagesGone):
        fate = _leave_out_own(pipeline, fate)
        if not fate.messages:
            return
    note, platform = pipeline.store.case_fates.note, pipeline.platform.name
    for case in await pipeline.outage.insist(note, platform, fate):
        await pipeline.alerts.redraw(case)


def _leave_out_own(pipeline: Pipeline, gone: MessagesGone) -> MessagesGone:
    """Leave out what the policy deleted, which is most of it: so it is not looked for in the store."""
    is_own = partial(pipeline.updates.is_deleted, gone.community, gone.channel)
    return replace(gone, messages=tuple(each for each in gone.messages if not is_own(each)))
