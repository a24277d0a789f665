"""Enforcement of a case's verdict. Moderators need not wait for it: a slow one is shown before it is done."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.case import Case
from bot.domain.steps import StepLog
from bot.moderation.alert_holds import case_key
from bot.runtime.rate_limits import retry_while_limited
from bot.store.case_progress import Opened

if TYPE_CHECKING:  # which calls this module
    from bot.moderation.pipeline import Pipeline

PATIENCE = 5.0
"""Seconds for which an alert waits for the action, which a rate limit may hold up for minutes."""


async def enforce_case(
    pipeline: "Pipeline", case: Case, steps: StepLog, *, opened: Opened | None
) -> Outcome:
    """Carry out what the verdict of a pending case allows, and record a timeout as the bot's own.

    `opened`: the case where nothing of it was begun before.
    """
    verdict = case.verdict
    enforcer = pipeline.enforcers[verdict.mode]
    planned = await pipeline.plan(case, verdict.action, enforcer=enforcer)
    enforcement = replace(planned, steps=steps)

    async def enforce(braked: Enforcement) -> Outcome:
        return await retry_while_limited(enforcer.enforce, braked)

    if enforcer is pipeline.platform:
        work = pipeline.brake.enforce(
            case, enforcement, enforce, store=pipeline.store, opened=opened
        )
    else:
        work = enforce(enforcement)
    acting = _show_if_slow(pipeline, case, work)
    if enforcer is pipeline.platform and planned.action >= Action.DELETE:
        acting = pipeline.updates.delete(case.message, acting)
    outcome = await acting
    await pipeline.record_timeout(case, outcome)
    return outcome


async def _show_if_slow(
    pipeline: "Pipeline", case: Case, work: Coroutine[Any, Any, Outcome]
) -> Outcome:
    """Await an action; once that takes too long, show the moderators the case as it stands."""
    acting = asyncio.create_task(work)
    try:
        await asyncio.wait({acting}, timeout=PATIENCE)
        while not acting.done():
            await pipeline.alerts.show(case)
            if pipeline.alerts.holds.is_shown(case_key(case)):
                break
            # Held back, or not shown yet: nobody else shows a case whose action is under way.
            await asyncio.wait({acting}, timeout=PATIENCE)
        return await acting
    finally:
        acting.cancel()
