"""Decisions of moderators, carried out: after they are recorded, and again after a crash."""

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.domain.message import Author
from bot.interactions.requests import Decide
from bot.moderation.enforcement import appeal_decision_notice
from bot.moderation.pipeline import Pipeline
from bot.moderation.review_rules import (
    ACTION_BY_BUTTON,
    RESOLVING,
    actions_on_author,
    is_strike_after,
)
from bot.runtime.rate_limits import retry_while_limited


async def apply_decision(
    pipeline: Pipeline, case_file: CaseFile, sequence: int, *, command: Decide, by: Author
) -> Outcome:
    """Carry out the decision of this sequence number, record its outcome, and notify an appellant."""
    button = command.button
    outcome = await _carry_out(pipeline, case_file, command, by)
    case = case_file.case
    await pipeline.store.decisions.resolve(
        case.number, sequence, outcome=outcome, is_strike=is_strike_after(button, outcome)
    )
    if button in (Button.UPHOLD, Button.OVERTURN) and outcome.result is OutcomeResult.DONE:
        is_upheld = button is Button.UPHOLD
        await pipeline.notify(appeal_decision_notice(case, is_upheld=is_upheld, why=command.why))
    return outcome


async def _carry_out(
    pipeline: Pipeline, case_file: CaseFile, command: Decide, by: Author
) -> Outcome:
    case, enforcer = case_file.case, pipeline.enforcer
    if command.button in ACTION_BY_BUTTON:
        action = ACTION_BY_BUTTON[command.button]
        enforcement = await pipeline.plan(case, action, enforcer=enforcer, by=by, why=command.why)
        return await retry_while_limited(enforcer.enforce, enforcement)
    done = actions_on_author(case_file) if command.button in RESOLVING else frozenset()
    audit_reason = f"case {case.number}: taken back by {by.name} ({by.id})"
    for action in sorted(done.intersection(enforcer.reversible)):
        enforcement = Enforcement(action, case.message, audit_reason, by=by)
        outcome = await retry_while_limited(enforcer.undo, enforcement)
        if not outcome.is_in_force:
            return outcome
    return Outcome.done(Action.NONE)
