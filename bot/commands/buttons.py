"""The buttons under a case, and `/toxicity undo`."""

from dataclasses import replace

from bot.alerts.alert import outcome_text, split_pieces
from bot.commands.context import CommandContext
from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.interactions.replies import Refusal, Reply, Response
from bot.interactions.requests import MAX_REASON_LENGTH, CanDecide, Decide
from bot.moderation.decisions import apply_decision
from bot.moderation.review_rules import RESOLVING, check_button, is_message_gone, undone_lines


async def press_button(context: CommandContext, command: Decide) -> Response:
    """Do what a button says, once: of two who press at the same time, one is told of the other."""
    command = replace(command, why=command.why[:MAX_REASON_LENGTH].strip())
    while True:
        case_file = await _find_decidable(context, command)
        if isinstance(case_file, Refusal):
            return case_file
        place = len(case_file.decisions)
        if await context.store.decisions.claim(
            command.case, place, button=command.button, by=context.by, why=command.why
        ):
            break
    outcome = await apply_decision(context.pipeline, case_file, place, press=command, by=context.by)
    return await _make_reply(context, case_file, command.button, outcome)


async def can_decide(context: CommandContext, command: CanDecide) -> Response:
    """A reply that says no more than yes, or what pressing would be answered."""
    found = await _find_decidable(context, command)
    return found if isinstance(found, Refusal) else Reply(command.button.caption)


async def _find_decidable(
    context: CommandContext, command: Decide | CanDecide
) -> CaseFile | Refusal:
    """The case, if its button can be pressed now."""
    found = await context.find_case(command.case)
    if isinstance(found, Refusal):
        return found
    refusal = check_button(found, command.button, supported=context.supported)
    return (
        replace(refusal, alert=await context.pipeline.build_alert(found.case)) if refusal else found
    )


async def _make_reply(
    context: CommandContext, case_file: CaseFile, button: Button, outcome: Outcome
) -> Response:
    case = case_file.case
    alert = await context.pipeline.build_alert(case)
    if not outcome.is_in_force:
        reason = f"case {case.number}, {button.caption}: {outcome_text(outcome)}"
        return Refusal(reason, outcome.remedy, alert)
    title = f"Case {case.number}: {button.caption}"
    if button not in RESOLVING:
        said = _SAID.get(button, outcome_text(outcome))
        return Reply(title, (f"{said}.",), alert=alert)
    lines = undone_lines(case_file, reversible=context.pipeline.enforcer.reversible)
    quote = split_pieces(case.message.text, ()) if is_message_gone(case_file) else ()
    return Reply(title, lines, quote=quote, alert=alert)


_SAID = {Button.UPHOLD: "It stays as it is, and the author is told"}
