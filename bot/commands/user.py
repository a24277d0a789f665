"""`/toxicity user`: a member's page: strikes and when they fade, cases, reports, names and notes."""

from collections.abc import Sequence
from datetime import datetime

from bot.alerts.alert import count_text, history_text, outcome_text
from bot.commands.context import CommandContext
from bot.commands.member_notes import MOST_NOTES, note_text
from bot.domain.case import History
from bot.domain.inline import MemberMention, RichText
from bot.domain.member_page import MemberFacts, ReportRecord
from bot.domain.verdict import Verdict
from bot.interactions.replies import Field, LineButton, Menu, Refusal, Reply
from bot.interactions.requests import LookUpMember
from bot.store.case_queries import CaseRow
from classifier import Unscored

MOST = 10
"""Cases on a page, the latest first."""

MOST_STRIKES = 5
"""Strikes of which it is said when each fades, those that fade first."""


async def look_up_member(context: CommandContext, command: LookUpMember) -> Reply | Menu | Refusal:
    """Show what is known of a member of this community, a page of their cases at a time."""
    request, store = context.request, context.store
    member = await context.resolve_member(command.member)
    if isinstance(member, Refusal):
        return member
    community = request.platform, request.community
    now, days = context.now(), context.policy.strikes.within_days
    history = await store.case_queries.author_history(
        *community, author=member, now=now, within_days=days
    )
    rows = await store.case_queries.latest(
        *community, author=member, before=command.before, limit=MOST + 1
    )
    facts = await store.members.facts.find(*community, member=member, now=now, within_days=days)
    notes = await store.members.notes.latest(*community, member=member, limit=MOST_NOTES)
    fields = (
        Field("Notes", RichText.join("\n", [RichText(note_text(each)) for each in notes])),
        *_list_facts(facts, days, now),
    )
    reply = Reply(
        history_text(history) if rows or history.cases else "No cases",
        _list_lines(member, rows[:MOST], history),
        fields=tuple(field for field in fields if field.value),
    )
    if len(rows) <= MOST:
        return reply
    older = LineButton("Older cases", f"user {member} {rows[MOST - 1].case.number}")
    return Menu(reply, (older,))


def _list_lines(member: str, rows: Sequence[CaseRow], history: History) -> tuple[RichText, ...]:
    mention = MemberMention(member)
    if not rows:
        return (
            RichText(mention, " has none here." if not history.cases else " has no older ones."),
        )
    return (RichText(mention, ", the latest first:"), *map(RichText, map(_case_line, rows)))


def _list_facts(facts: MemberFacts, within_days: int, now: datetime) -> Sequence[Field]:
    strikes = [strike for strike in facts.strikes if strike.fades_at(within_days) > now]
    fading = [
        f"case {strike.case}: until {strike.fades_at(within_days):%Y-%m-%d}"
        for strike in strikes[:MOST_STRIKES]
    ]
    if more := len(strikes) - len(fading):
        fading.append(f"and {more} more until {strikes[-1].fades_at(within_days):%Y-%m-%d}")
    return (
        Field("Strikes", RichText("\n".join(fading))),
        Field("Reports by them", RichText(_report_text(facts.reported))),
        Field("Reports about them", RichText(_report_text(facts.about, by=facts.about.people))),
        Field("Names here", RichText("\n".join(filter(None, facts.names)))),
    )


def _report_text(record: ReportRecord, *, by: int = 0) -> str:
    """Format what became of reports: "3 cases, by 2 members: 1 upheld, 1 dismissed, 1 open"."""
    if not record.cases:
        return ""
    is_open = record.cases - record.upheld - record.dismissed
    counts = {"upheld": record.upheld, "dismissed": record.dismissed, "open": is_open}
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    people = f", by {count_text(by, 'member')}" if by else ""
    return f"{count_text(record.cases, 'case')}{people}: {told}"


def _case_line(row: CaseRow) -> str:
    """Format a case: "17 · 2026-05-01 · deleted · strike · insult 0.91"."""
    case = row.case
    done = outcome_text(case.outcome) if case.outcome else "pending"
    strike = "strike" if row.is_strike else ""
    parts = (str(case.number), f"{row.opened_at:%Y-%m-%d}", done, strike, _why(case.verdict))
    return " · ".join(part for part in parts if part)


def _why(verdict: Verdict) -> str:
    """Say in a few words why there is a case: its surest label, or else the first reason."""
    if verdict.crossed and not isinstance(verdict.scores, Unscored):
        label = verdict.crossed[0].label
        return f"{label} {verdict.scores[label]:.2f}"
    return (verdict.reasons or ("",))[0]
