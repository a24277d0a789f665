"""Judgements of moderators on cases: counted by label and day, and those that were disputed most."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.agreement import JudgedCount
from bot.domain.feedback import RIGHT, WRONG
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import appeals, cases, decisions
from bot.store.rows import IN_FORCE
from classifier import Label

_MOST_READ = 2_000
"""Dismissed cases, the newest, of which the highest scores are looked for."""


_IS_UPHELD = decisions.c.button.in_([button.value for button in sorted(RIGHT)])
"""True of a judgement by which a message was harmful."""


class CasesOfDays(NamedTuple):
    """The cases of a community from one day to another, in UTC."""

    platform: str
    community: str
    since: date
    until: date


class DisputedCase(NamedTuple):
    """A case on which people did not agree: `upheld` and `dismissed` count decisions."""

    number: int
    label: Label | None
    day: date
    upheld: int
    dismissed: int
    is_appealed: bool


class DismissedCase(NamedTuple):
    """A case that moderators dismissed, with the score of the label that decided."""

    number: int
    label: Label
    day: date
    score: float


class Judgements:
    """Read-only queries over what moderators decided of cases."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def count(self, of: CasesOfDays) -> list[JudgedCount]:
        """Count cases by their latest judgement."""
        c = cases.c
        groups = (c.day, c.label, _IS_UPHELD)
        query = (
            select(*groups, func.count())
            .join_from(cases, decisions, _is_latest_judgement())
            .where(_within(of))
            .group_by(*groups)
        )
        async with self._engine.connect() as connection:
            return [
                JudgedCount(date.fromisoformat(day), _label(label), bool(is_upheld), count)
                for day, label, is_upheld, count in await connection.execute(query)
            ]

    @retry_if_disconnected
    async def find_disputed(self, of: CasesOfDays, *, limit: int) -> list[DisputedCase]:
        """Find cases that were judged both ways, or judged and appealed; those of most decisions first."""
        c, d = cases.c, decisions.c
        upheld = func.sum(case((d.button.in_(_names(RIGHT)), 1), else_=0))
        dismissed = func.sum(case((d.button.in_(_names(WRONG)), 1), else_=0))
        is_appealed = exists().where(appeals.c.case == c.number)
        query = (
            select(c.number, c.label, c.day, upheld, dismissed, is_appealed)
            .join_from(cases, decisions, and_(d.case == c.number, _judges()))
            .where(_within(of))
            .group_by(c.number, c.label, c.day)
            .having(or_(and_(upheld > 0, dismissed > 0), is_appealed))
            .order_by((upheld + dismissed).desc(), c.number.desc())
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            return [
                DisputedCase(
                    number, _label(label), date.fromisoformat(day), int(yes), int(no), bool(was)
                )
                for number, label, day, yes, no, was in await connection.execute(query)
            ]

    @retry_if_disconnected
    async def find_dismissed(self, of: CasesOfDays, *, limit: int) -> list[DismissedCase]:
        """Find the dismissed cases of which the model was surest."""
        c = cases.c
        numbers = (
            select(c.number)
            .join_from(cases, decisions, and_(_is_latest_judgement(), ~_IS_UPHELD))
            .where(_within(of), c.label.is_not(None))
            .order_by(c.number.desc())
            .limit(_MOST_READ)
        )
        # Scores are read of these alone.
        query = select(c.number, c.label, c.day, c.scores).where(c.number.in_(numbers))
        async with self._engine.connect() as connection:
            found = [
                DismissedCase(number, Label(label), date.fromisoformat(day), scores[label])
                for number, label, day, scores in await connection.execute(query)
                if isinstance(scores, dict) and label in scores
            ]
        return sorted(found, key=lambda each: (-each.score, -each.number))[:limit]


def _within(of: CasesOfDays) -> ColumnElement[bool]:
    c = cases.c
    days = c.day.between(of.since.isoformat(), of.until.isoformat())
    here = and_(c.platform == of.platform, c.community == of.community)
    return and_(here, days, ~c.is_superseded)


def _judges(d: FromClause = decisions) -> ColumnElement[bool]:
    """Return the condition for decisions that say whether a message was harmful, and that hold."""
    return and_(d.c.button.in_(_names(RIGHT | WRONG)), d.c.result.in_(IN_FORCE))


def _is_latest_judgement() -> ColumnElement[bool]:
    """Return the condition for the latest judgement of a case on the version that it is about: see `Feedback.judgement`."""
    c, d, later = cases.c, decisions.c, decisions.alias()
    is_judged_later = exists().where(
        later.c.case == d.case,
        later.c.version == d.version,
        later.c.place > d.place,
        _judges(later),
    )
    return and_(d.case == c.number, d.version == c.version, _judges(), ~is_judged_later)


def _names(buttons: frozenset[Any]) -> list[str]:
    return sorted(button.value for button in buttons)


def _label(name: str | None) -> Label | None:
    return Label(name) if name else None
