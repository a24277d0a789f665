"""Choices below a case: to take it, to see what stands around it, to act on others like it."""

from typing import Final

from bot.commands.context import CommandContext
from bot.commands.queue_filters import filter_group
from bot.domain.case import CaseFile
from bot.domain.naming import parse_naming
from bot.interactions.desk_requests import CaseGroup
from bot.interactions.replies import LineButton
from bot.moderation.review_rules import ACTION_BY_BUTTON, check_button

TAKE_FIRST: Final = LineButton("Take the first", "take")
NEXT_CASE: Final = LineButton("Next case", "take")
QUEUE: Final = LineButton("Queue", "queue")

_GROUPS = {CaseGroup.AUTHOR: ("All of this author", 2), CaseGroup.RAID: ("All of this raid", 4)}
"""Captions of groups, and from how many open cases on one is worth a button."""


async def list_choices(context: CommandContext, case_file: CaseFile) -> tuple[LineButton, ...]:
    """List what whoever looks at a case can ask for next."""
    number, message = case_file.case.number, case_file.case.message
    choices = _about_assignment(case_file, context.by.id)
    if parse_naming(message.id) is None:
        choices.append(LineButton("Show surroundings", f"context {number}"))
    if message.text:
        choices.append(LineButton("Never flag a word of it", f"word case {number}"))
    supported = context.pipeline.enforcer.supported_on(message)
    if any(check_button(case_file, each, supported=supported) is None for each in ACTION_BY_BUTTON):
        choices.append(LineButton("Change the action", f"act {number}"))
    for group, (caption, least) in _GROUPS.items():
        request, of = context.request, filter_group(context, message, group)
        others = await context.store.review_queue.numbers(
            request.platform, request.community, of=of, limit=least
        )
        if len(others) == least:
            choices.append(LineButton(caption, f"all {number} {group}"))
    return tuple(choices)


def after_decision(case_file: CaseFile, by: str) -> tuple[LineButton, ...]:
    """List what comes after a decision: the next case for whoever works through the queue."""
    is_own = case_file.assignment is not None and case_file.assignment.by == by
    return (NEXT_CASE,) if is_own else ()


def _about_assignment(case_file: CaseFile, by: str) -> list[LineButton]:
    number, assignment = case_file.case.number, case_file.assignment
    if assignment is None:
        return [LineButton("Take", f"take {number}")]
    if assignment.by == by:
        return [NEXT_CASE, LineButton("Release", f"release {number}")]
    return [NEXT_CASE]
