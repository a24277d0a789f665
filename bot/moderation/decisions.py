"""Decisions of moderators, carried out: after they are recorded, and again after a crash."""

from dataclasses import dataclass, replace

from bot.domain.actions import Enforcement, Enforcer, Outcome, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.domain.message import Author
from bot.domain.notice import Notice
from bot.domain.steps import StepLog, lift_step
from bot.interactions.requests import Decide
from bot.moderation.enforcement import appeal_decision_notice, taken_back_notice
from bot.moderation.pipeline import Pipeline
from bot.moderation.review_rules import (
    ACTION_BY_BUTTON,
    RESOLVING,
    actions_on_author,
    is_strike_after,
)
from bot.runtime.rate_limits import retry_while_limited
from bot.store.steps import decision_part


async def apply_decision(
    pipeline: Pipeline, case_file: CaseFile, sequence: int, *, command: Decide, by: Author
) -> Outcome:
    """Carry out the decision of this sequence number, notify an appellant, and record its outcome."""
    case = case_file.case
    steps = pipeline.store.steps.open(case, decision_part(sequence))
    deed = _Deed(pipeline, case_file, command, by, steps)

    async def carry_out() -> Outcome:
        outcome = await _carry_out(deed)
        notice = _make_notice(case_file, command)
        if notice and outcome.result is OutcomeResult.DONE:
            await pipeline.notify(notice, steps)
        is_strike = is_strike_after(command.button, outcome)
        await pipeline.store.decisions.resolve(
            case.number, sequence, outcome=outcome, is_strike=is_strike
        )
        return outcome

    return await pipeline.outage_notices.insist(case.message.community, carry_out)


@dataclass(frozen=True, slots=True)
class _Deed:
    """A decision that is carried out, and the log of its steps."""

    pipeline: Pipeline
    case_file: CaseFile
    command: Decide
    by: Author
    steps: StepLog


def _make_notice(case_file: CaseFile, command: Decide) -> Notice | None:
    """Make the notice of a decision to the author of a case, if it is of something that they know of."""
    button, case = command.button, case_file.case
    if button in (Button.UPHOLD, Button.OVERTURN):
        is_upheld = button is Button.UPHOLD
        return appeal_decision_notice(case, is_upheld=is_upheld, why=command.why)
    if button in RESOLVING and actions_on_author(case_file):
        return taken_back_notice(case, why=command.why)
    return None


async def _carry_out(deed: _Deed) -> Outcome:
    pipeline, command, by = deed.pipeline, deed.command, deed.by
    case, enforcer = deed.case_file.case, pipeline.enforcer
    if command.button in ACTION_BY_BUTTON:
        action = ACTION_BY_BUTTON[command.button]
        planned = await pipeline.plan(case, action, enforcer=enforcer, by=by, why=command.why)
        enforcement = replace(planned, steps=deed.steps)
        outcome = await retry_while_limited(enforcer.enforce, enforcement)
        await pipeline.record_timeout(case, outcome)
        return outcome
    done = actions_on_author(deed.case_file) if command.button in RESOLVING else frozenset()
    audit_reason = f"case {case.number}: taken back by {by.name} ({by.id})"
    own_timeouts = await pipeline.store.own_timeouts.by_case(case.number)
    reasons = []
    for action in sorted(done.intersection(enforcer.reversible)):
        enforcement = Enforcement(
            action, case.message, audit_reason, by=by, own_timeouts=own_timeouts
        )
        outcome = await _lift(enforcer, enforcement, deed.steps)
        if not outcome.is_in_force:
            return outcome
        reasons += [outcome.reason] if outcome.reason else []
    return Outcome(OutcomeResult.DONE, reason="; ".join(reasons))


async def _lift(enforcer: Enforcer, enforcement: Enforcement, steps: StepLog) -> Outcome:
    """Undo an action, once: whatever is set after that is not the bot's."""
    step = lift_step(enforcement.action)
    record = await steps.begin(step)
    if record.outcome:
        return record.outcome
    outcome = await retry_while_limited(enforcer.undo, enforcement)
    steps.finish(step, outcome)
    return outcome
