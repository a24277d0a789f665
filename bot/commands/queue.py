"""The review queue: open cases in the order in which they matter, each given to one moderator at a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.alerts.alert import count_text, split_pieces
from bot.alerts.excerpt import cut_excerpt
from bot.commands.case import look_up_case
from bot.commands.case_choices import NEXT_CASE, QUEUE
from bot.commands.context import CommandContext
from bot.commands.queue_filters import limit_to_moderated
from bot.domain.assignment import assignment_text
from bot.domain.case import Case, CaseFile
from bot.domain.inline import ChannelMention, MemberMention, RichText
from bot.domain.phrases import ModeratorPhrase
from bot.domain.queue_order import QueueFilter
from bot.domain.texts import LABEL_TEXTS
from bot.interactions.desk_requests import ReleaseCase, ShowQueue, TakeCase
from bot.interactions.replies import CaseReply, LineButton, Menu, Quote, Refusal, Reply
from bot.interactions.requests import LookUpCase
from bot.store.review_queue import MOST_COUNTED, QueueRow
from classifier import Unscored

PAGE_SIZE = 5
"""Cases on a page: as many as a telephone shows at a glance, with a button each."""

_LONGEST_EXCERPT = 160

_NOTHING_OPEN = Refusal(
    ModeratorPhrase("no open case is left here that nobody works on"),
    ModeratorPhrase("/toxicity queue lists those that others took"),
)


async def show_queue(context: CommandContext, command: ShowQueue) -> Menu | Reply:
    """Show a page of the open cases, the oldest and worst first, with a button to take each."""
    request, of = context.request, _make_filter(context, command)
    skip = (command.page - 1) * PAGE_SIZE
    rows, count = await context.store.review_queue.find(
        request.platform, request.community, of=of, skip=skip, limit=PAGE_SIZE + 1
    )
    return build_page(command, rows, count, now=context.now())


def build_page(
    command: ShowQueue, rows: Sequence[QueueRow], count: int, *, now: datetime
) -> Menu | Reply:
    """Build a page of `count` open cases from its rows, and one more where there is a next page."""
    title = f"{count_open(count)}{_filter_text(command)}"
    if not rows:
        line = "There is no such page." if count else "Nothing waits for a moderator here."
        return Reply.of(title, line)
    shown, skip = rows[:PAGE_SIZE], (command.page - 1) * PAGE_SIZE
    page = RichText(f"From {skip + 1} to {skip + len(shown)}, the oldest and worst first.")
    quotes = tuple(list_row(row, now) for row in shown)
    choices = [
        *(_take_button(row) for row in shown if row.assignment is None),
        *_page_buttons(command, has_more=len(rows) > PAGE_SIZE),
    ]
    return Menu(Reply(title, (page,), quotes=quotes), tuple(choices))


async def take_case(context: CommandContext, command: TakeCase) -> CaseReply | Refusal:
    """Give a case to whoever asks for ten minutes, and show it."""
    number = command.number
    if number is None:
        request, of = context.request, _make_filter(context, command)
        number = await context.store.review_queue.assignments.take_next(
            request.platform, request.community, of=of, by=context.by
        )
        if number is None:
            return _NOTHING_OPEN
    found = await _assign(context, number)
    if isinstance(found, Refusal):
        return found
    await context.pipeline.alerts.redraw(found.case)
    return await look_up_case(context, LookUpCase(number))


async def release_case(context: CommandContext, command: ReleaseCase) -> Menu | Refusal:
    """Leave a case that the person who asks has taken to others again."""
    found = await context.find_case(command.number)
    if isinstance(found, Refusal):
        return found
    if not await context.store.review_queue.assignments.release(command.number, context.by):
        return Refusal(
            ModeratorPhrase("you do not work on case {number}", number=str(command.number)),
            ModeratorPhrase("nothing has to be released"),
        )
    await context.pipeline.alerts.redraw(found.case)
    reply = Reply.of(f"Case {command.number}", "Others can take it again.")
    return Menu(reply, (NEXT_CASE, QUEUE))


def _make_filter(context: CommandContext, command: ShowQueue | TakeCase) -> QueueFilter:
    of = QueueFilter(command.label, command.channel, command.author)
    return limit_to_moderated(context, of)


async def _assign(context: CommandContext, number: int) -> CaseFile | Refusal:
    """Assign a case to the person who asks, if they may decide on it."""
    found = await context.find_case(number)
    if isinstance(found, Refusal):
        return found
    if found.case.message.author.id == context.by.id:
        return Refusal(
            ModeratorPhrase("this case is about you"),
            ModeratorPhrase("another moderator decides on it"),
        )
    assignment = await context.store.review_queue.assignments.take(number, context.by)
    if assignment.by == context.by.id:
        return found
    return Refusal(
        ModeratorPhrase(
            "case {number}: {taken}", number=str(number), taken=assignment_text(assignment)
        ),
        ModeratorPhrase("/toxicity take gives you another one"),
    )


def list_row(row: QueueRow, now: datetime) -> Quote:
    """Show an open case: "Case 17 · insult 0.93", who, where and since when, and the beginning of the text."""
    case = row.row.case
    message = case.message
    place = ChannelMention(message.thread or message.channel)
    parts: list[RichText] = [
        RichText(MemberMention(message.author.id), " in ", place),
        RichText(f"{age_text(now - message.sent_at)} ago"),
    ]
    taken = (RichText(assignment_text(row.assignment)),) if row.assignment else ()
    pieces = cut_excerpt(split_pieces(message.text, ()), _LONGEST_EXCERPT)
    lines = (RichText.join(" · ", parts), *taken)
    return Quote(f"Case {case.number} · {_reason_text(case)}", pieces, message.link, lines)


def _reason_text(case: Case) -> str:
    """Say what a case is about in few words: "insult 0.93", "reported", "unscored"."""
    crossed, scores = case.verdict.crossed, case.verdict.scores
    if crossed and not isinstance(scores, Unscored):
        worst = crossed[0].label
        return f"{LABEL_TEXTS[worst].name} {scores[worst]:.2f}"
    for label in case.verdict.harms:
        return f"{LABEL_TEXTS[label].name}, own word"
    return "reported" if case.is_report else "unscored"


def age_text(age: timedelta) -> str:
    """Say how old something is, in its largest unit: "40 minutes", "3 hours", "2 days"."""
    minutes = max(int(age.total_seconds() // 60), 0)
    for noun, size in (("day", 24 * 60), ("hour", 60)):
        if minutes >= size:
            return count_text(minutes // size, noun)
    return count_text(minutes, "minute")


def _take_button(row: QueueRow) -> LineButton:
    number = row.row.case.number
    return LineButton(f"Take {number}", f"take {number}")


def _page_buttons(command: ShowQueue, *, has_more: bool) -> list[LineButton]:
    filters = _filter_line(command)
    pages = [("Before", command.page - 1)] if command.page > 1 else []
    pages += [("More", command.page + 1)] if has_more else []
    return [LineButton(caption, f"queue{filters} page:{page}") for caption, page in pages]


def _filter_line(command: ShowQueue) -> str:
    given = (("label", command.label), ("channel", command.channel), ("author", command.author))
    return "".join(f" {name}:{value}" for name, value in given if value)


def _filter_text(command: ShowQueue) -> str:
    label = f", {LABEL_TEXTS[command.label].name}" if command.label else ""
    of = ", of one author" if command.author else ""
    return f"{label}{', of one channel' if command.channel else ''}{of}"


def count_open(count: int) -> str:
    """Say how many cases are open: "23 open cases", "1,000 open cases or more"."""
    many = ModeratorPhrase("{count} open cases or more", count=f"{MOST_COUNTED:,}")
    return many if count >= MOST_COUNTED else count_text(count, "open case")
