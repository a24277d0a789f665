"""`/toxicity user`: a member's strikes and latest cases."""

from bot.alerts.alert import history_text, outcome_text
from bot.commands.context import CommandContext
from bot.interactions.replies import Reply
from bot.interactions.requests import LookUpMember
from bot.store.case_queries import CaseRow

MOST = 10
"""Latest cases that are shown."""


async def look_up_member(context: CommandContext, command: LookUpMember) -> Reply:
    """What is known of a member of this community."""
    request, case_files = context.request, context.store.case_queries
    where = request.platform, request.community
    within_days = context.policy.strikes.within_days
    history = await case_files.history_of(
        *where, author=command.member, now=context.now(), within_days=within_days
    )
    latest = await case_files.latest(*where, author=command.member, most=MOST)
    if not latest:
        return Reply("No cases", (f"<@{command.member}> has none here.",))
    lines = map(_case_line, latest)
    return Reply(history_text(history), (f"<@{command.member}>, the latest first:", *lines))


def _case_line(found: CaseRow) -> str:
    """One line: "17 · 2026-05-01 · deleted · strike · insult 0.91 is at least 0.85: delete"."""
    case = found.case
    done = outcome_text(case.outcome) if case.outcome else "pending"
    strike = "strike" if found.is_strike else ""
    why = (case.verdict.reasons or ("",))[0]
    parts = (str(case.number), f"{found.opened_at:%Y-%m-%d}", done, strike, why)
    return " · ".join(part for part in parts if part)
