"""The bot's own page: what holds and what waits for moderators, and for members what it does to them."""

from bot.alerts.alert import describe, say_count
from bot.commands.context import Asked
from bot.commands.policy_changes import MEANING
from bot.commands.report import count_days
from bot.commands.settings import show_settings
from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.case import Dossier
from bot.domain.policy import Mode
from bot.interactions.command_specs import REPORT_MENU
from bot.interactions.replies import Reply
from bot.interactions.requests import ShowHome, ShowSettings
from bot.moderation.review_rules import done_to_author, judge_appellant
from bot.reports.summary import tell_figures
from bot.store.case_queries import Found

MOST = 10
"""Cases that are listed, the latest."""

_DAYS = 7


async def show_home(asked: Asked, _ask: ShowHome) -> Reply:
    """For moderators or for members."""
    if asked.policy.is_moderator(asked.by):
        return await _show_moderator(asked)
    return await _show_member(asked)


async def _show_moderator(asked: Asked) -> Reply:
    request, dossiers = asked.request, asked.store.dossiers
    found, count = await dossiers.open(request.platform, request.community, most=MOST)
    latest = f"The latest {MOST} of them; all are in the moderators' channel."
    figures = await count_days(asked, _DAYS)
    mode = asked.policy.mode_in(request.places)
    return Reply(
        f"Mode {mode}",
        (f"{MEANING[mode]}.",),
        more=(
            Reply(say_count(count, "open case"), (latest,) if count > len(found) else ()),
            *map(_tell_open, found),
            Reply(f"The last {_DAYS} days", fields=tell_figures(figures)),
            await show_settings(asked, ShowSettings()),
        ),
    )


def _tell_open(found: Found) -> Reply:
    message, number = found.case.message, found.case.number
    outcome = found.case.outcome
    title = f"Case {number}: {describe(outcome) if outcome else 'pending'}"
    said = f"<@{message.author.id}> in <#{message.channel}>, {found.opened_at:%Y-%m-%d}"
    return Reply(title, (said, *found.case.verdict.reasons[:1]), case=number)


async def _show_member(asked: Asked) -> Reply:
    request, policy = asked.request, asked.policy
    found = await asked.store.dossiers.latest(
        request.platform, request.community, author=asked.by.id, most=MOST
    )
    dossiers = [
        await asked.store.dossiers.find(f.case.number, within_days=policy.strikes.within_days)
        for f in found
    ]
    own = [_tell_own(d) for d in dossiers if d and judge_appellant(d, asked.by) is None]
    return Reply(
        "What I do here",
        (_ABOUT, _MEANING[policy.mode_in(request.places)]),
        more=(
            Reply("When I am wrong", (_APPEAL,)),
            *own,
            Reply("When somebody else is hurtful", (_REPORT,)),
        ),
    )


def _tell_own(dossier: Dossier) -> Reply:
    case = dossier.case
    done = describe(Outcome.done(max(done_to_author(dossier))))
    title = f"Case {case.number}: {done}"
    where = f"{case.message.sent_at:%Y-%m-%d} in <#{case.message.channel}>"
    if dossier.appeal is None:
        return Reply(title, (where,), buttons=(Button.APPEAL,), case=case.number)
    is_upheld = any(decision.button is Button.UPHOLD for decision in dossier.decisions)
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
