"""Conversion between domain types and table rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, or_

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.case import Case, Decision
from bot.domain.message import Author, Message, MessageKey
from bot.domain.policy import Mode
from bot.domain.verdict import ActiveThreshold, Tier, Verdict
from bot.domain.word_hits import WordHit
from classifier import Label, Reason, Scores, Unscored

IN_FORCE = tuple(result.value for result in OutcomeResult if Outcome(result).is_in_force)
"""The column `result` of what was done, or had nothing left to be done."""


def is_among(column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Return the SQL condition for one of a few values that never change.

    SQLAlchemy writes `IN` anew each time that the statement runs, as there may be more or fewer values.
    """
    return or_(*(column == value for value in values))


def key_to_row(key: MessageKey) -> dict[str, str]:
    """Return the columns that are unique together."""
    return {
        "platform": key.platform,
        "community": key.community,
        "channel": key.channel,
        "message": key.message,
        "edited_at": key.edited_at.isoformat() if key.edited_at else "",
    }


def message_to_row(message: Message) -> dict[str, Any]:
    """Return a message's columns, its key among them."""
    return {
        **key_to_row(message.key),
        "category": message.category,
        "thread": message.thread,
        "sent_at": message.sent_at,
        "link": message.link,
        "is_age_restricted": message.is_age_restricted,
        "parts": list(message.parts),
        "text": message.text,
        "author": message.author.id,
        "author_name": message.author.name,
        "author_roles": sorted(message.author.roles),
        "author_is_bot": message.author.is_bot,
        "author_is_moderator": message.author.is_moderator,
        "day": format_day(message.sent_at),
    }


def verdict_to_row(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict's columns."""
    scores = verdict.scores
    return {
        "scores": scores.reason.value if isinstance(scores, Unscored) else dict(scores),
        "thresholds": [[t.label, t.tier, t.at_least, t.action.value] for t in verdict.thresholds],
        "mode": verdict.mode.value,
        "wanted": verdict.wanted.value,
        "action": verdict.action.value,
        "notes": list(verdict.notes),
        "label": next((label.value for label in verdict.harms), None),
        "words": [
            [hit.term, hit.label and hit.label.value, hit.action.value, hit.spans]
            for hit in verdict.words
        ],
        "language": None if isinstance(scores, Unscored) else scores.language,
    }


def outcome_to_row(outcome: Outcome) -> dict[str, str]:
    """Return an outcome's columns."""
    return {
        "result": outcome.result.value,
        "done": outcome.action.value,
        "reason": outcome.reason,
        "remedy": outcome.remedy,
    }


def format_day(moment: datetime, zone: tzinfo = UTC) -> str:
    """Return the day of a moment in a time zone, by which statistics are grouped: "2026-05-01"."""
    return moment.astimezone(zone).date().isoformat()


def row_to_case(row: Row[Any]) -> Case:
    """Build a case from its row."""
    return Case(
        row.number,
        _row_to_message(row),
        _row_to_verdict(row),
        row_to_outcome(row),
        row.version,
        row.is_report,
        is_alerted=row.alerted_at is not None,
        is_text_kept=row.is_text_kept,
        message_fate=row.message_fate or "",
        author_fate=row.author_fate or "",
    )


def _row_to_message(row: Row[Any]) -> Message:
    return Message(
        platform=row.platform,
        community=row.community,
        category=row.category,
        channel=row.channel,
        thread=row.thread,
        id=row.message,
        author=Author(
            id=row.author,
            name=row.author_name,
            roles=frozenset(row.author_roles),
            is_bot=row.author_is_bot,
            is_moderator=row.author_is_moderator,
        ),
        text=row.text,
        sent_at=row.sent_at,
        edited_at=datetime.fromisoformat(row.edited_at) if row.edited_at else None,
        link=row.link,
        is_age_restricted=row.is_age_restricted,
        parts=tuple(row.parts),
    )


def _row_to_verdict(row: Row[Any]) -> Verdict:
    scores = row.scores
    return Verdict(
        scores=read_scores(scores, row.language),
        thresholds=tuple(
            ActiveThreshold(Label(label), Tier(tier), at_least, Action(action))
            for label, tier, at_least, action in row.thresholds
        ),
        mode=Mode(row.mode),
        wanted=Action(row.wanted),
        action=Action(row.action),
        notes=tuple(row.notes),
        words=read_words(row.words),
    )


def read_words(
    stored: Sequence[tuple[str, str | None, str, Sequence[Sequence[int]]]],
) -> tuple[WordHit, ...]:
    """Build own words that were found from their column."""
    return tuple(
        WordHit(
            term,
            Label(label) if label else None,
            Action(action),
            tuple((begin, end) for begin, end in spans),
        )
        for term, label, action, spans in stored
    )


def read_scores(stored: Mapping[str, float] | str, language: str | None) -> Scores | Unscored:
    """Build scores, or the reason why there are none, from the column that holds either."""
    if isinstance(stored, str):
        return Unscored(Reason(stored))
    return Scores({Label(name): score for name, score in stored.items()}, language=language)


def row_to_decision(row: Row[Any]) -> Decision:
    """Build a decision from its row."""
    return Decision(
        Button(row.button),
        row.by,
        row.by_name,
        row.decided_at,
        outcome=row_to_outcome(row),
        why=row.why,
        version=row.version,
        clear_days=row.clear_days,
        is_change=row.is_change,
    )


def row_to_outcome(row: Row[Any]) -> Outcome | None:
    """Build the outcome of a case or decision from its row; None while it is pending."""
    if row.result is None:
        return None
    return Outcome(OutcomeResult(row.result), Action(row.done), row.reason, row.remedy)
