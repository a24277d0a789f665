"""Decisions of moderators: the buttons under a case, and `/toxicity undo`."""

from dataclasses import replace
from functools import partial

from bot.alerts.alert import outcome_text, split_pieces
from bot.commands.case_choices import after_decision
from bot.commands.context import CommandContext
from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.domain.phrases import ModeratorPhrase
from bot.interactions.replies import CaseUpdate, Permitted, Refusal, Reply
from bot.interactions.requests import MAX_REASON_LENGTH, CanDecide, Decide
from bot.moderation.decider_rules import check_assignment, check_decider, check_rank
from bot.moderation.decisions import apply_decision, claim_decision
from bot.moderation.review_rules import (
    RESOLVING,
    check_button,
    check_contradiction,
    is_lost,
    undone_lines,
)


async def handle_decision(context: CommandContext, command: Decide) -> CaseUpdate | Refusal:
    """Do what a button says, once: of two who press at the same time, one is told of the other.

    Claiming fails where another decision was recorded since the case was read; then it is read again.
    """
    command = replace(
        command,
        why=command.why[:MAX_REASON_LENGTH].strip(),
        clear_days=_choose_clear_days(context, command),
    )
    while True:
        case_file = await _find_decidable(context, command)
        if isinstance(case_file, Refusal):
            return case_file
        sequence = await claim_decision(
            context.pipeline,
            case_file,
            button=command.button,
            by=context.by,
            why=command.why,
            clear_days=command.clear_days or 0,
            is_change=command.is_change,
        )
        if sequence is not None:
            break
    pipeline = context.pipeline
    outcome = await pipeline.slow_decisions.wait(
        apply_decision(pipeline, case_file, sequence, command=command, by=context.by),
        redraw=partial(pipeline.alerts.redraw, case_file.case),
    )
    if outcome is None:
        title = _title(command.case, command.button)
        return CaseUpdate(Reply.of(title, _UNDER_WAY), await pipeline.alerts.build(case_file.case))
    return await _describe_outcome(context, case_file, command.button, outcome)


def _choose_clear_days(context: CommandContext, command: Decide) -> int:
    """Return the days of history that a ban deletes: those that were asked for, else the policy's."""
    if command.button is not Button.BAN:
        return 0
    asked = command.clear_days
    return context.policy.ban_clears_days if asked is None else asked


async def can_decide(context: CommandContext, command: CanDecide) -> Permitted | Refusal:
    """Check whether a button can be pressed now; the refusal is what a press would be answered."""
    found = await _find_decidable(context, command)
    return found if isinstance(found, Refusal) else Permitted()


async def _find_decidable(
    context: CommandContext, command: Decide | CanDecide
) -> CaseFile | Refusal:
    """Return the case if its button can be pressed now, by the person who asks."""
    found = await context.find_case(command.case)
    if isinstance(found, Refusal):
        return found
    if taken := check_assignment(found, context.by.id):
        return taken
    supported = context.pipeline.enforcer.supported_on(found.case.message)
    refusal = check_button(found, command.button, supported=supported) or check_contradiction(
        found, command.button, by=context.by, now=context.now()
    )
    if refusal:
        return replace(refusal, alert=await context.pipeline.alerts.build(found.case))
    return await _check_person(context, found, command.button) or found


async def _check_person(
    context: CommandContext, case_file: CaseFile, button: Button
) -> Refusal | None:
    """Return why a button that others can press is not for the person who asks."""
    pipeline, by, authority = context.pipeline, context.by, context.authority
    reversible = pipeline.enforcer.reversible_on(case_file.case.message)
    refusal = check_decider(case_file, button, by=by, authority=authority, reversible=reversible)
    return refusal or await check_rank(pipeline.platform, case_file, button, by=by)


async def _describe_outcome(
    context: CommandContext, case_file: CaseFile, button: Button, outcome: Outcome
) -> CaseUpdate | Refusal:
    case = case_file.case
    alert = await context.pipeline.alerts.build(case)
    if not outcome.is_in_force:
        reason = ModeratorPhrase(
            "case {case}, {button}: {outcome}",
            case=str(case.number),
            button=ModeratorPhrase(button.caption),
            outcome=outcome_text(outcome),
        )
        return Refusal(reason, outcome.remedy, alert)
    title = _title(case.number, button)
    choices = after_decision(case_file, context.by.id)
    if button not in RESOLVING:
        result = _RESULTS.get(button, outcome_text(outcome))
        return CaseUpdate(
            Reply.of(title, ModeratorPhrase("{result}.", result=result)), alert, choices
        )
    reversible = context.pipeline.enforcer.reversible_on(case.message)
    lines = undone_lines(case_file, outcome, reversible=reversible)
    quote = split_pieces(case.message.text, ()) if is_lost(case_file, reversible) else ()
    return CaseUpdate(replace(Reply.of(title, *lines), quote=quote), alert, choices)


def _title(case: int, button: Button) -> ModeratorPhrase:
    return ModeratorPhrase(
        "Case {case}: {button}", case=str(case), button=ModeratorPhrase(button.caption)
    )


_UNDER_WAY = ModeratorPhrase(
    "I am asked to wait. It is done as soon as possible, and the case then shows it."
)

_RESULTS = {Button.UPHOLD: ModeratorPhrase("It stays as it is, and the author is told")}
"""Results that the outcome does not tell."""
