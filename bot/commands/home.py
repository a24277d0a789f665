"""The bot's own page: what holds and what waits for moderators, and for members what it does to them."""

from bot.alerts.alert import count_text, outcome_text
from bot.commands.context import CommandContext
from bot.commands.policy_changes import MEANING
from bot.commands.report import count_days
from bot.commands.settings import show_settings
from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.domain.policy import Mode
from bot.interactions.command_specs import REPORT_MENU
from bot.interactions.replies import Reply
from bot.interactions.requests import ShowHome, ShowSettings
from bot.moderation.review_rules import actions_on_author, check_appellant
from bot.reports.summary import tell_figures
from bot.store.case_queries import CaseRow

MOST = 10
"""Cases that are listed, the latest."""

_DAYS = 7


async def show_home(context: CommandContext, _command: ShowHome) -> Reply:
    """For moderators or for members."""
    if context.policy.is_moderator(context.by):
        return await _show_moderator(context)
    return await _show_member(context)


async def _show_moderator(context: CommandContext) -> Reply:
    request, case_files = context.request, context.store.case_queries
    found, count = await case_files.open(request.platform, request.community, most=MOST)
    latest = f"The latest {MOST} of them; all are in the moderators' channel."
    figures = await count_days(context, _DAYS)
    mode = context.policy.mode_in(request.scopes)
    return Reply(
        f"Mode {mode}",
        (f"{MEANING[mode]}.",),
        more=(
            Reply(count_text(count, "open case"), (latest,) if count > len(found) else ()),
            *map(_tell_open, found),
            Reply(f"The last {_DAYS} days", fields=tell_figures(figures)),
            await show_settings(context, ShowSettings()),
        ),
    )


def _tell_open(found: CaseRow) -> Reply:
    message, number = found.case.message, found.case.number
    outcome = found.case.outcome
    title = f"Case {number}: {outcome_text(outcome) if outcome else 'pending'}"
    said = f"<@{message.author.id}> in <#{message.channel}>, {found.opened_at:%Y-%m-%d}"
    return Reply(title, (said, *found.case.verdict.reasons[:1]), case=number)


async def _show_member(context: CommandContext) -> Reply:
    request, policy = context.request, context.policy
    found = await context.store.case_queries.latest(
        request.platform, request.community, author=context.by.id, most=MOST
    )
    case_files = [
        await context.store.case_queries.find(f.case.number, within_days=policy.strikes.within_days)
        for f in found
    ]
    own = [_tell_own(d) for d in case_files if d and check_appellant(d, context.by) is None]
    return Reply(
        "What I do here",
        (_ABOUT, _MEANING[policy.mode_in(request.scopes)]),
        more=(
            Reply("When I am wrong", (_APPEAL,)),
            *own,
            Reply("When somebody else is hurtful", (_REPORT,)),
        ),
    )


def _tell_own(case_file: CaseFile) -> Reply:
    case = case_file.case
    done = outcome_text(Outcome.done(max(actions_on_author(case_file))))
    title = f"Case {case.number}: {done}"
    where = f"{case.message.sent_at:%Y-%m-%d} in <#{case.message.channel}>"
    if case_file.appeal is None:
        return Reply(title, (where,), buttons=(Button.APPEAL,), case=case.number)
    is_upheld = any(decision.button is Button.UPHOLD for decision in case_file.decisions)
    return Reply(title, (where, _UPHELD if is_upheld else _WAITING))


_ABOUT = (
    "I am a program. I read what is written in the channels that I am in, and look for insults, threats "
    "and the like. Nothing that you write leaves the machine that I run on."
)
_APPEAL = (
    "I am wrong at times. If you were warned, or something of yours was deleted, press Appeal under what "
    "I told you, or on this page: a moderator will look at it."
)
_REPORT = f'To show moderators what somebody else wrote, open its menu and choose "{REPORT_MENU}".'

_WAITING = "You appealed, and a moderator will look at it."
_UPHELD = "A moderator looked at it, and stands by it."

_MEANING = {
    Mode.SHADOW: "At the moment I only record what I would do, and do nothing.",
    Mode.FLAG: "What I find I show to the moderators, who decide what to do.",
    Mode.ENFORCE: "What I am sure of I act on at once, and the rest I show to the moderators.",
}
