"""`/toxicity purge`: deletes what a member wrote lately, once somebody has read how much that is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from bot.alerts.alert import count_text
from bot.commands.buttons import handle_decision
from bot.commands.context import CommandContext
from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.domain.inline import ChannelMention, MemberMention, RichText
from bot.domain.message import Message
from bot.domain.policy import Mode
from bot.domain.surroundings import DeletedMessages, RecentMessages
from bot.interactions.desk_requests import Purge
from bot.interactions.replies import Proposal, Refusal, Reply
from bot.interactions.requests import Decide
from bot.moderation.decisions import claim_decision

MOST = 500
"""Messages of one purge, the latest; the next one takes the others."""

_MOST_CHANNELS = 5
"""Channels that are listed with their numbers."""

_NO_RIGHT = Refusal(
    "you may not delete messages there yourself",
    "ask for that right on the platform, or ask a moderator who has it",
)
_UNDER_WAY = "It takes a while. The case shows what became of it."


async def purge(context: CommandContext, command: Purge) -> Proposal | Reply | Refusal:
    """Count what a member wrote lately, and delete it once that is confirmed."""
    member = await context.resolve_member(command.member)
    if isinstance(member, Refusal):
        return member
    found = await _find(context, replace(command, member=member))
    if isinstance(found, Refusal):
        return found
    if not found.messages:
        lines = ("I found nothing of theirs.", *found.gaps)
        return Reply.of(f"The last {_period_text(command.last)}", *lines)
    if not command.is_confirmed:
        return _propose(replace(command, member=member), found)
    return await _carry_out(context, command, found)


async def _find(context: CommandContext, command: Purge) -> RecentMessages | Refusal:
    """Find what can be deleted, in the channels in which the person who asks may delete."""
    authority, channel = context.authority, command.channel
    rights = authority.actions_in(channel) if channel else authority.actions
    if Action.DELETE not in rights:
        return _NO_RIGHT
    since = context.now() - command.last
    found = await context.pipeline.platform.find_recent(
        context.request.community, command.member, since=since, channel=channel
    )
    if isinstance(found, Refusal):
        return found
    allowed = [each for each in found.messages if Action.DELETE in authority.actions_on(each)]
    gaps = found.gaps
    if len(allowed) > MOST:
        gaps = (*gaps, f"there are more: only the latest {MOST} are deleted at once")
    return RecentMessages(tuple(allowed[:MOST]), gaps)


def _propose(command: Purge, found: RecentMessages) -> Proposal:
    count = count_text(len(found.messages), "message")
    places = Counter(each.thread or each.channel for each in found.messages)
    lines = [
        RichText(
            "Of ", MemberMention(command.member), f", of the last {_period_text(command.last)}."
        ),
        *(
            RichText(ChannelMention(place), f": {number}")
            for place, number in places.most_common(_MOST_CHANNELS)
        ),
        *map(RichText, found.gaps),
        RichText("Nothing is deleted yet, and what is cannot be brought back."),
    ]
    where = f" channel:{command.channel}" if command.channel else ""
    line = f"purge {command.member} last:{_period_code(command.last)}{where} yes"
    return Proposal(Reply(f"Delete {count}?", tuple(lines)), line)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Messages to delete, and the decision in a case that records it."""

    case_file: CaseFile
    messages: Sequence[Message]
    why: str


async def _carry_out(
    context: CommandContext, command: Purge, found: RecentMessages
) -> Reply | Refusal:
    """Delete the messages, as a decision in the latest case of their author."""
    case_file = await _find_case(context, found.messages)
    if isinstance(case_file, Refusal):
        return case_file
    count = count_text(len(found.messages), "message")
    why = f"{count} of the last {_period_text(command.last)}"
    number = case_file.case.number
    sequence = await claim_decision(
        context.pipeline, case_file, button=Button.PURGE, by=context.by, why=why
    )
    if sequence is None:
        return Refusal("somebody decided in the same case just now", "ask for it again")
    pipeline, plan = context.pipeline, _Plan(case_file, found.messages, why)
    outcome = await pipeline.slow_decisions.wait(
        _delete(context, plan, sequence), redraw=partial(pipeline.alerts.redraw, case_file.case)
    )
    title = f"Case {number}: {Button.PURGE.caption}"
    if outcome is None:
        return Reply.of(title, _UNDER_WAY)
    await pipeline.alerts.redraw(case_file.case)
    if not outcome.is_in_force:
        return Refusal(outcome.reason, outcome.remedy)
    return Reply.of(title, f"{outcome.reason[0].upper()}{outcome.reason[1:]}.")


async def _delete(context: CommandContext, plan: _Plan, sequence: int) -> Outcome:
    number, by = plan.case_file.case.number, context.by
    reason = f"case {number}: purged by {by.name} ({by.id})"
    deleted = await context.pipeline.platform.delete_recent(plan.messages, reason=reason)
    outcome = _sum_up(deleted, len(plan.messages))
    resolve = context.store.decisions.resolve
    await context.pipeline.outage_notices.insist(
        context.request.community,
        partial(resolve, number, sequence, outcome=outcome, is_strike=None),
    )
    return outcome


def _sum_up(deleted: DeletedMessages, asked: int) -> Outcome:
    """Return what became of it: "12 of 14 messages deleted; no permission in 2"."""
    why = "; ".join(deleted.reasons)
    if not deleted.count:
        return Outcome.refused(why or "nothing could be deleted", "look at the bot's permissions")
    told = f"{deleted.count} of {count_text(asked, 'message')} deleted"
    reason = "; ".join(filter(None, (told, why)))
    return Outcome(OutcomeResult.DONE, Action.DELETE, reason)


async def _find_case(context: CommandContext, messages: Sequence[Message]) -> CaseFile | Refusal:
    """Find the latest case of the author, or open one about their latest message."""
    request, author = context.request, messages[0].author.id
    rows = await context.store.case_queries.latest(
        request.platform, request.community, author=author, limit=1
    )
    number = rows[0].case.number if rows else await _open_case(context, messages[0])
    if isinstance(number, Refusal):
        return number
    case_file = await context.store.case_queries.find(number, within_days=None)
    assert case_file  # it was there a moment ago, and cases stay
    return case_file


async def _open_case(context: CommandContext, message: Message) -> int | Refusal:
    """Open a case about a message that a moderator has deleted."""
    evaluation = await context.evaluate(message)
    verdict = replace(
        evaluation.verdict,
        mode=Mode.FLAG,
        wanted=Action.FLAG,
        action=Action.FLAG,
        notes=("deleted with others by a moderator",),
    )
    opened = await context.pipeline.recorder.open(evaluation.message, verdict)
    if opened is None:
        return Refusal("somebody else looks at the same message just now", "ask for it again")
    await context.pipeline.enforce_and_alert(opened.case, opened)
    number = opened.case.number
    answer = await handle_decision(context, Decide(Button.DELETE, number))
    return answer if isinstance(answer, Refusal) else number


def _period_text(period: timedelta) -> str:
    minutes = int(period.total_seconds() // 60)
    for noun, size in (("day", 24 * 60), ("hour", 60)):
        if minutes % size == 0:
            return count_text(minutes // size, noun)
    return count_text(minutes, "minute")


def _period_code(period: timedelta) -> str:
    """Return a period as it is typed: "120m"."""
    return f"{int(period.total_seconds() // 60)}m"
