"""The bot's own page: settings and open cases for moderators, their own cases for members."""

from bot.alerts.alert import outcome_text
from bot.commands.case_choices import QUEUE, TAKE_FIRST
from bot.commands.context import CommandContext
from bot.commands.policy_changes import MODE_MEANING
from bot.commands.queue import count_open
from bot.commands.queue_filters import limit_to_moderated
from bot.commands.report import load_outline
from bot.commands.settings import show_settings
from bot.domain.actions import Outcome
from bot.domain.assignment import assignment_text
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.domain.inline import ChannelMention, MemberMention, RichText
from bot.domain.phrases import Phrase
from bot.domain.policy import Mode
from bot.domain.queue_order import QueueFilter
from bot.interactions.command_specs import REPORT_MENU
from bot.interactions.replies import CaseReply, LineButton, Menu, Page, Reply
from bot.interactions.requests import ShowHome, ShowSettings
from bot.moderation.review_rules import actions_on_author, check_appellant
from bot.reports.summary import outline_fields
from bot.store.review_queue import QueueRow

MOST = 10
"""Cases that are listed at most."""

_DAYS = 7
_MORE = f"/toxicity report {_DAYS} has false alarms, appeals, channels and hours, too."


async def show_home(context: CommandContext, _command: ShowHome) -> Page:
    """Show the page of a moderator or of a member."""
    if context.authority.is_moderator:
        return await _moderator_page(context)
    return await _member_page(context)


async def _moderator_page(context: CommandContext) -> Page:
    request, queue = context.request, context.store.review_queue
    of = limit_to_moderated(context, QueueFilter())
    rows, count = await queue.find(request.platform, request.community, of=of, limit=MOST)
    order = f"The oldest and worst come first, {MOST} at most; Queue has filters and pages."
    outline = await load_outline(context, _DAYS)
    mode = context.policy.mode_in(request.scopes)
    return Page(
        Reply.of(f"Mode {mode}", f"{MODE_MEANING[mode]}."),
        (
            Menu(
                Reply.of(count_open(count), *([order] if rows else [])),
                (TAKE_FIRST, QUEUE) if rows else (),
            ),
            *map(_open_case, rows),
            Reply(f"The last {_DAYS} days", (RichText(_MORE),), fields=outline_fields(outline)),
            await show_settings(context, ShowSettings()),
        ),
    )


def _open_case(open_case: QueueRow) -> CaseReply:
    row, assignment = open_case
    message, number, outcome = row.case.message, row.case.number, row.case.outcome
    title = f"Case {number}: {outcome_text(outcome) if outcome else 'pending'}"
    author, channel = MemberMention(message.author.id), ChannelMention(message.channel)
    line = RichText(author, " in ", channel, f", {row.opened_at:%Y-%m-%d}")
    taken = [assignment_text(assignment)] if assignment else []
    choices = () if assignment else (LineButton("Take", f"take {number}"),)
    lines = (*row.case.verdict.reasons[:1], *taken)
    return CaseReply(Reply.of(title, line, *lines), number, choices=choices)


async def _member_page(context: CommandContext) -> Page:
    request, policy = context.request, context.policy
    case_files = await context.store.case_queries.latest_files(
        request.platform, request.community, author=context.by.id, limit=MOST
    )
    own = [_own_case(file) for file in case_files if not check_appellant(file, context.by)]
    return Page(
        Reply.of(Phrase("What I do here"), ABOUT, _MODE_MEANING[policy.mode_in(request.scopes)]),
        (
            Reply.of(Phrase("When I am wrong"), APPEAL),
            *own,
            Reply.of(Phrase("When somebody else is hurtful"), REPORT),
        ),
    )


def _own_case(case_file: CaseFile) -> Reply | CaseReply:
    case = case_file.case
    done = outcome_text(Outcome.done(max(actions_on_author(case_file))))
    title = Phrase("Case {number}: {done}", number=str(case.number), done=Phrase(done))
    channel = ChannelMention(case.message.channel)
    line = RichText(f"{case.message.sent_at:%Y-%m-%d} in ", channel)
    if case_file.appeal is None or case_file.appeal_version < case.version:
        return CaseReply(Reply.of(title, line), case.number, (Button.APPEAL,))
    is_upheld = any(decision.button is Button.UPHOLD for decision in case_file.decisions)
    return Reply.of(title, line, _UPHELD if is_upheld else _WAITING)


ABOUT = Phrase(
    "I am a program. I read what is written in the channels that I am in, and look for insults, threats "
    "and the like. Nothing that you write leaves the machine that I run on."
)
APPEAL = Phrase(
    "I am wrong at times. If you were warned, or something of yours was deleted, press Appeal under what "
    "I told you, or on this page: a moderator will look at it."
)
REPORT = Phrase(
    'To show moderators what somebody else wrote, open its menu and choose "{menu}".',
    menu=str(REPORT_MENU),
)

_WAITING = Phrase("You appealed, and a moderator will look at it.")
_UPHELD = Phrase("A moderator looked at it, and stands by it.")

_MODE_MEANING = {
    Mode.SHADOW: Phrase("At the moment I only record what I would do, and do nothing."),
    Mode.FLAG: Phrase("What I find I show to the moderators, who decide what to do."),
    Mode.ENFORCE: Phrase(
        "What I am sure of I act on at once, and the rest I show to the moderators."
    ),
}
