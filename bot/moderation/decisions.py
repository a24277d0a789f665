"""Decisions of moderators, carried out: after they are recorded, and again after a crash."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.domain.actions import Action, Enforcement, Enforcer, Outcome, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.domain.message import Author
from bot.domain.steps import StepLog, lift_step
from bot.domain.texts import ACTION_TEXTS
from bot.interactions.requests import Decide
from bot.moderation.decision_notices import make_decision_notice
from bot.moderation.pipeline import Pipeline
from bot.moderation.review_rules import (
    ACTION_BY_BUTTON,
    RESOLVING,
    actions_on_author,
    actions_taken,
    is_strike_after,
)
from bot.runtime.rate_limits import retry_while_limited
from bot.store.steps import decision_part


async def claim_decision(
    pipeline: Pipeline,
    case_file: CaseFile,
    *,
    button: Button,
    by: Author,
    why: str,
    clear_days: int = 0,
    is_change: bool = False,
) -> int | None:
    """Record a decision that is to be carried out, and return its sequence number; None if another came first."""
    case, sequence = case_file.case, len(case_file.decisions)
    begun = pipeline.updates.decided
    begun[case.number, sequence] = (
        None  # before it is stored: else the start takes it for an earlier run's
    )
    is_first = await pipeline.store.decisions.claim(
        case.number,
        sequence,
        button=button,
        by=by,
        why=why,
        version=case.version,
        clear_days=clear_days,
        is_change=is_change,
    )
    if not is_first:
        begun.pop((case.number, sequence), None)
    return sequence if is_first else None


async def apply_decision(
    pipeline: Pipeline, case_file: CaseFile, sequence: int, *, command: Decide, by: Author
) -> Outcome:
    """Carry out the decision of this sequence number, notify an appellant, and record its outcome."""
    case = case_file.case
    steps = pipeline.store.steps.open(case, decision_part(sequence))
    deed = _Deed(pipeline, case_file, command, by, steps)

    async def carry_out() -> Outcome:
        outcome = await _carry_out(deed)
        reversible = pipeline.enforcer.reversible_on(case.message)
        notice = make_decision_notice(
            case_file, command.button, outcome, why=command.why, reversible=reversible
        )
        if notice and outcome.result is OutcomeResult.DONE:
            await pipeline.notify(notice, steps)
        is_strike = is_strike_after(command.button, outcome)
        await pipeline.store.decisions.resolve(
            case.number, sequence, outcome=outcome, is_strike=is_strike
        )
        return outcome

    return await pipeline.outage_notices.insist(case.message.community, carry_out)


_INTERRUPTED = Outcome.refused(
    "I was stopped meanwhile, and some messages may be left", "purge them again"
)


@dataclass(frozen=True, slots=True)
class _Deed:
    """A decision that is carried out, and the log of its steps."""

    pipeline: Pipeline
    case_file: CaseFile
    command: Decide
    by: Author
    steps: StepLog


async def _carry_out(deed: _Deed) -> Outcome:
    command = deed.command
    if command.button in ACTION_BY_BUTTON:
        return await _act(deed)
    if command.button is Button.PURGE:  # whoever asked is not answered any more
        return _INTERRUPTED
    done = actions_taken(deed.case_file) if command.button in RESOLVING else frozenset()
    return await _lift_all(deed, done)


async def _act(deed: _Deed) -> Outcome:
    """Take the action of a button; one that changes the action of a case lifts the harsher ones."""
    pipeline, command = deed.pipeline, deed.command
    case, enforcer = deed.case_file.case, pipeline.enforcer
    action = ACTION_BY_BUTTON[command.button]
    planned = await pipeline.plan(
        case,
        action,
        enforcer=enforcer,
        by=deed.by,
        why=command.why,
        clear_days=command.clear_days,
    )
    enforcement = replace(planned, steps=deed.steps)
    outcome = await retry_while_limited(enforcer.enforce, enforcement)
    await pipeline.record_timeout(case, outcome)
    done = actions_on_author(deed.case_file) if command.is_change else frozenset()
    harsher = {each for each in done if each > action and each in enforcer.reversible}
    if not harsher or not outcome.is_in_force:
        return outcome
    lifted = await _lift_all(deed, harsher)
    undone = [ACTION_TEXTS[each].undone.rstrip(".").lower() for each in sorted(harsher)]
    told = lifted.reason or ("; ".join(undone) if lifted.is_in_force else "")
    return replace(outcome, reason="; ".join(filter(None, (outcome.reason, told))))


async def _lift_all(deed: _Deed, actions: Collection[Action]) -> Outcome:
    """Take back those of these actions that can be; what was refused is the outcome."""
    pipeline, by, case = deed.pipeline, deed.by, deed.case_file.case
    enforcer = pipeline.enforcer
    audit_reason = f"case {case.number}: taken back by {by.name} ({by.id})"
    own_timeouts = await pipeline.store.own_timeouts.by_case(case.number)
    reasons = []
    for action in sorted(set(actions).intersection(enforcer.reversible_on(case.message))):
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
