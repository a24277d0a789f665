"""Counting for reports, in the database."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.actions import Action, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.statistics import CaseCount, ModerationStats
from bot.store.database.postgres import retry_if_disconnected
from bot.store.database.tables import appeals, cases, counters, decisions, flags
from classifier import Label


@retry_if_disconnected
async def count_statistics(
    engine: AsyncEngine, *, platform: str, community: str, since: date, until: date
) -> ModerationStats:
    """What happened in a community on these days, by the days on which messages were sent."""
    days = (since.isoformat(), until.isoformat())

    def within(table: Table) -> ColumnElement[bool]:
        c = table.c
        return and_(c.platform == platform, c.community == community, c.day.between(*days))

    of_cases = within(cases)
    async with engine.connect() as connection:
        return ModerationStats(
            since=since,
            until=until,
            messages=await _count_messages(connection, within(counters)),
            cases=await _count_cases(connection, of_cases),
            decisions=await _count_pressed(connection, of_cases),
            authors=await _count_rows(connection, of_cases, distinct(cases.c.author)),
            member_reports=await _count_rows(connection, of_cases, flags.c.case, joined=flags),
            appeals=await _count_rows(connection, of_cases, appeals.c.case, joined=appeals),
        )


async def _count_messages(
    connection: AsyncConnection, within: ColumnElement[bool]
) -> Mapping[str, int]:
    c = counters.c
    wanted = select(c.what, func.sum(c.count)).where(within).group_by(c.what)
    return {what: int(count) for what, count in await connection.execute(wanted)}


async def _count_cases(connection: AsyncConnection, within: ColumnElement[bool]) -> list[CaseCount]:
    of = (cases.c.day, cases.c.label, cases.c.done, cases.c.result)
    wanted = select(*of, func.count()).where(within).group_by(*of).order_by(cases.c.day)
    return [
        CaseCount(
            day=date.fromisoformat(day),
            label=Label(label) if label else None,
            done=Action(done or "none"),
            result=OutcomeResult(result) if result else None,
            count=count,
        )
        for day, label, done, result, count in await connection.execute(wanted)
    ]


async def _count_pressed(
    connection: AsyncConnection, within: ColumnElement[bool]
) -> Mapping[Button, int]:
    is_in_force = decisions.c.result.in_([OutcomeResult.DONE.value, OutcomeResult.GONE.value])
    wanted = (
        select(decisions.c.button, func.count())
        .join(cases, cases.c.number == decisions.c.case)
        .where(within, is_in_force)
        .group_by(decisions.c.button)
    )
    return {Button(button): count for button, count in await connection.execute(wanted)}


async def _count_rows(
    connection: AsyncConnection,
    within: ColumnElement[bool],
    what: ColumnElement[Any],
    *,
    joined: Table | None = None,
) -> int:
    wanted = select(func.count(what)).where(within)
    if joined is not None:
        wanted = wanted.join_from(joined, cases, cases.c.number == joined.c.case)
    else:
        wanted = wanted.select_from(cases)
    return await connection.scalar(wanted) or 0
