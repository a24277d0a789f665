"""Counts of cases by day, in a time zone."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
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


async def count_cases(
    connection: AsyncConnection, day: ColumnElement[int], within: ColumnElement[bool]
) -> list[CaseCount]:
    """Count cases by day, in order."""
    return await _count(connection, _select(day).where(within))


async def count_dismissed(
    connection: AsyncConnection, day: ColumnElement[int], within: ColumnElement[bool]
) -> list[CaseCount]:
    """Count the cases that moderators took back as false alarms, by day, in order."""
    d = decisions.c
    is_taken_back = exists().where(
        d.case == cases.c.number,
        and_(d.button.in_(FALSE_ALARM_BUTTONS), d.result.in_(IN_FORCE)),
    )
    return await _count(connection, _select(day).where(within, is_taken_back))


def _select(day: ColumnElement[int]) -> Select[Any]:
    groups = (day, cases.c.label, cases.c.done, cases.c.result)
    return select(*groups, func.count()).group_by(*groups).order_by(day)


async def _count(connection: AsyncConnection, query: Select[Any]) -> list[CaseCount]:
    return [
        CaseCount(
            day=to_date(day),
            label=Label(label) if label else None,
            done=Action(done or "none"),
            result=OutcomeResult(result) if result else None,
            count=count,
        )
        for day, label, done, result, count in await connection.execute(query)
    ]
