"""Statistics of a community for reports, counted in the database."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.actions import Action, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.statistics import CaseCount, ModerationStats
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import appeals, cases, counters, decisions, flags
from bot.store.rows import IN_FORCE
from classifier import Label


class Statistics:
    """Counts of messages, cases and what people did about them. Reads only."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def count(
        self, *, platform: str, community: str, since: date, until: date
    ) -> ModerationStats:
        """Count what happened in a community from `since` to `until`, both included.

        A case belongs to the day, in UTC, on which its message was sent.
        """
        days = (since.isoformat(), until.isoformat())

        def within(table: Table) -> ColumnElement[bool]:
            c = table.c
            return and_(c.platform == platform, c.community == community, c.day.between(*days))

        of_cases = within(cases)
        async with self._engine.connect() as connection:
            return ModerationStats(
                since=since,
                until=until,
                messages=await _count_messages(connection, within(counters)),
                cases=await _count_cases(connection, of_cases),
                decisions=await _count_decisions(connection, of_cases),
                authors=await _count_authors(connection, of_cases),
                member_reports=await _count_rows(connection, of_cases, flags.c.case, joined=flags),
                appeals=await _count_rows(connection, of_cases, appeals.c.case, joined=appeals),
            )


async def _count_messages(
    connection: AsyncConnection, within: ColumnElement[bool]
) -> Mapping[str, int]:
    c = counters.c
    query = select(c.what, func.sum(c.count)).where(within).group_by(c.what)
    return {kind: int(count) for kind, count in await connection.execute(query)}


async def _count_cases(connection: AsyncConnection, within: ColumnElement[bool]) -> list[CaseCount]:
    groups = (cases.c.day, cases.c.label, cases.c.done, cases.c.result)
    query = select(*groups, func.count()).where(within).group_by(*groups).order_by(cases.c.day)
    return [
        CaseCount(
            day=date.fromisoformat(day),
            label=Label(label) if label else None,
            done=Action(done or "none"),
            result=OutcomeResult(result) if result else None,
            count=count,
        )
        for day, label, done, result, count in await connection.execute(query)
    ]


async def _count_decisions(
    connection: AsyncConnection, within: ColumnElement[bool]
) -> Mapping[Button, int]:
    query = (
        select(decisions.c.button, func.count())
        .join(cases, cases.c.number == decisions.c.case)
        .where(within, decisions.c.result.in_(IN_FORCE))
        .group_by(decisions.c.button)
    )
    return {Button(button): count for button, count in await connection.execute(query)}


async def _count_authors(connection: AsyncConnection, within: ColumnElement[bool]) -> int:
    # PostgreSQL hashes the rows of a DISTINCT, and sorts those of a count(DISTINCT).
    authors = select(cases.c.author).where(within).distinct().subquery()
    return await connection.scalar(select(func.count()).select_from(authors)) or 0


async def _count_rows(
    connection: AsyncConnection,
    within: ColumnElement[bool],
    counted: ColumnElement[Any],
    *,
    joined: Table,
) -> int:
    query = select(func.count(counted)).where(within)
    query = query.join_from(joined, cases, cases.c.number == joined.c.case)
    return await connection.scalar(query) or 0
