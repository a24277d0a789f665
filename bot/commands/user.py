"""`/toxicity user`: a member's strikes and latest cases."""

from bot.alerts.alert import describe, tell_history
from bot.commands.context import Asked
from bot.interactions.replies import Reply
from bot.interactions.requests import LookUpMember
from bot.store.case_queries import Found

MOST = 10
"""Latest cases that are shown."""


async def look_up_member(asked: Asked, ask: LookUpMember) -> Reply:
    """What is known of a member of this community."""
    request, dossiers = asked.request, asked.store.dossiers
    where = request.platform, request.community
    within_days = asked.policy.strikes.within_days
    history = await dossiers.history_of(
        *where, author=ask.member, now=asked.now(), within_days=within_days
    )
    latest = await dossiers.latest(*where, author=ask.member, most=MOST)
    if not latest:
        return Reply("No cases", (f"<@{ask.member}> has none here.",))
    lines = map(_tell, latest)
    return Reply(tell_history(history), (f"<@{ask.member}>, the latest first:", *lines))


def _tell(found: Found) -> str:
    """One line: "17 · 2026-05-01 · deleted · strike · insult 0.91 is at least 0.85: delete"."""
    case = found.case
    done = describe(case.outcome) if case.outcome else "pending"
    strike = "strike" if found.is_strike else ""
    why = (case.verdict.reasons or ("",))[0]
    parts = (str(case.number), f"{found.opened_at:%Y-%m-%d}", done, strike, why)
    return " · ".join(part for part in parts if part)
