"""Decisions on all open cases of an author, or of a raid: shown as a number first, then taken at once."""

from bot.alerts.alert import count_text
from bot.commands.context import CommandContext
from bot.commands.gathered import decide_each
from bot.commands.queue_filters import filter_group
from bot.domain.case import CaseFile
from bot.domain.gathered_cases import GATHERED_BUTTONS
from bot.domain.inline import ChannelMention, MemberMention, RichText
from bot.interactions.desk_requests import CaseGroup, DecideGroup
from bot.interactions.replies import LineButton, Menu, Refusal, Reply

_MOST = 2_000
"""Cases of one press; the next press takes the others."""


async def decide_group(context: CommandContext, command: DecideGroup) -> Menu | Reply | Refusal:
    """Say how many open cases there are, or do for each what a button says."""
    found = await context.find_case(command.number)
    if isinstance(found, Refusal):
        return found
    request, of = context.request, filter_group(context, found.case.message, command.group)
    numbers = await context.store.review_queue.numbers(
        request.platform, request.community, of=of, limit=_MOST
    )
    if not numbers:
        return Refusal("no such case is open any more", "/toxicity queue lists the others")
    whose = _describe(found, command.group)
    if command.button is None:
        return _offer(command, len(numbers), whose)
    return await decide_each(context, command.button, numbers, whose)


def _describe(case_file: CaseFile, group: CaseGroup) -> RichText:
    message = case_file.case.message
    if group is CaseGroup.AUTHOR:
        return RichText("of ", MemberMention(message.author.id))
    place = ChannelMention(message.thread or message.channel)
    return RichText("in ", place, f", around {message.sent_at:%Y-%m-%d %H:%M} UTC")


def _offer(command: DecideGroup, count: int, whose: RichText) -> Menu:
    title = f"{count_text(count, 'open case')} at once?"
    line = RichText("These are ", whose, ". Each is decided on as if you had pressed its button.")
    of = f"all {command.number} {command.group}"
    choices = [LineButton(f"{each.caption} all", f"{of} {each}") for each in GATHERED_BUTTONS]
    return Menu(Reply(title, (line,)), tuple(choices))
