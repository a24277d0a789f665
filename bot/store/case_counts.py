"""Counts of cases by day, in a time zone: all of them, and those that were false alarms."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.actions import Action, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.statistics import CaseCount
from bot.store.database.tables import cases, decisions
from bot.store.local_time import to_date
from bot.store.rows import IN_FORCE
from classifier import Label

FALSE_ALARM_BUTTONS = (Button.DISMISS, Button.OVERTURN)
"""Buttons by which a moderator says that a case was none."""


class CaseCounts(NamedTuple):
    """Cases by day, in order, and those of them that moderators took back as false alarms."""

    cases: list[CaseCount]
    dismissed: list[CaseCount]


async def count_cases(
    connection: AsyncConnection, day: ColumnElement[Any], within: ColumnElement[bool]
) -> CaseCounts:
    """Count cases by day in one scan of them."""
    c, d = cases.c, decisions.c
    is_taken_back = exists().where(
        d.case == c.number,
        and_(d.button.in_(FALSE_ALARM_BUTTONS), d.result.in_(IN_FORCE)),
    )
    groups = (day, c.label, c.done, c.result)
    taken_back = func.sum(case((is_taken_back, 1), else_=0))
    query = select(*groups, func.count(), taken_back).where(within).group_by(*groups)
    counts = CaseCounts([], [])
    for *key, count, of_those in await connection.execute(query.order_by(day)):
        counts.cases.append(_make_count(*key, count=count))
        if of_those:
            counts.dismissed.append(_make_count(*key, count=int(of_those)))
    return counts


async def count_found(
    connection: AsyncConnection, day: ColumnElement[Any], within: ColumnElement[bool]
) -> list[CaseCount]:
    """Count cases by day, without what became of them: no decision is looked up."""
    c = cases.c
    groups = (day, c.label, c.done, c.result)
    query = select(*groups, func.count()).where(within).group_by(*groups).order_by(day)
    return [_make_count(*key, count=count) for *key, count in await connection.execute(query)]


def _make_count(
    day: int | str, label: str | None, done: str | None, result: str | None, *, count: int
) -> CaseCount:
    return CaseCount(
        day=to_date(day),
        label=Label(label) if label else None,
        done=Action(done or "none"),
        result=OutcomeResult(result) if result else None,
        count=count,
    )
