"""`/toxicity user`: a member's strikes and latest cases."""

from bot.alerts.alert import history_text, outcome_text
from bot.commands.context import CommandContext
from bot.domain.inline import MemberMention, RichText
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import LookUpMember
from bot.store.case_queries import CaseRow

MOST = 10
"""Cases that are listed at most, the latest first."""


async def look_up_member(context: CommandContext, command: LookUpMember) -> Reply | Refusal:
    """Show what is known of a member of this community."""
    request, case_files = context.request, context.store.case_queries
    member = await context.resolve_member(command.member)
    if isinstance(member, Refusal):
        return member
    community = request.platform, request.community
    within_days = context.policy.strikes.within_days
    history = await case_files.author_history(
        *community, author=member, now=context.now(), within_days=within_days
    )
    latest = await case_files.latest(*community, author=member, limit=MOST)
    if not latest:
        return Reply.of("No cases", RichText(MemberMention(member), " has none here."))
    head = RichText(MemberMention(member), ", the latest first:")
    return Reply.of(history_text(history), head, *map(_case_line, latest))


def _case_line(row: CaseRow) -> str:
    """Format a case: "17 · 2026-05-01 · deleted · strike · insult 0.91 is at least 0.85: delete"."""
    case = row.case
    done = outcome_text(case.outcome) if case.outcome else "pending"
    strike = "strike" if row.is_strike else ""
    why = (case.verdict.reasons or ("",))[0]
    parts = (str(case.number), f"{row.opened_at:%Y-%m-%d}", done, strike, why)
    return " · ".join(part for part in parts if part)
