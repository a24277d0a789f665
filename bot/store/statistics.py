"""Statistics of a community for reports, counted in the database."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.buttons import Button
from bot.domain.statistics import CaseStats, ModerationStats
from bot.store.case_counts import count_cases, count_found
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases, counters, decisions
from bot.store.local_time import LocalTime, make_local_time
from bot.store.report_details import (
    count_authors,
    count_member_reports,
    count_places,
    find_answers,
    find_repeated,
)
from bot.store.rows import IN_FORCE


class _Window(NamedTuple):
    """The days that are counted: their beginning, the conditions for their rows, and the time of each case there."""

    begin: datetime
    of_messages: ColumnElement[bool]
    of_cases: ColumnElement[bool]
    local: LocalTime


class Statistics:
    """Counts of messages, cases and what people did about them. Reads only."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def count(
        self, *, platform: str, community: str, since: date, until: date, zone: tzinfo = UTC
    ) -> ModerationStats:
        """Count what happened in a community from `since` to `until`, both included.

        A case belongs to the day, in the time zone, on which its message was sent. Messages are counted
        by the day that it was in the zone of then.
        """
        window = self._make_window(platform, community, since=since, until=until, zone=zone)
        begin, of_cases, local = window.begin, window.of_cases, window.local
        async with self._engine.connect() as connection:
            counts = await count_cases(connection, local.day, of_cases)
            answers = await find_answers(connection, of_cases, since=begin)
            places = await count_places(connection, local.hour, of_cases)
            repeated, authors = await find_repeated(connection, of_cases)
            return ModerationStats(
                since=since,
                until=until,
                messages=await _count_messages(connection, window.of_messages),
                cases=counts.cases,
                dismissed=counts.dismissed,
                hours=places.hours,
                channels=places.channels,
                languages=places.languages,
                repeated=repeated,
                decisions=await _count_decisions(connection, of_cases),
                authors=authors,
                member_reports=await count_member_reports(connection, of_cases, since=begin),
                appeals=answers.count,
                answers=answers,
            )

    @retry_if_disconnected
    async def outline(
        self, *, platform: str, community: str, since: date, until: date, zone: tzinfo = UTC
    ) -> CaseStats:
        """Count messages and cases alone, of the same days: a third of the work of a whole report."""
        window = self._make_window(platform, community, since=since, until=until, zone=zone)
        async with self._engine.connect() as connection:
            return CaseStats(
                since=since,
                until=until,
                messages=await _count_messages(connection, window.of_messages),
                cases=await count_found(connection, window.local.day, window.of_cases),
                authors=await count_authors(connection, window.of_cases),
            )

    @retry_if_disconnected
    async def list_communities(self, platform: str) -> list[str]:
        """Return the communities of a platform in which any message was counted, in order."""
        c = counters.c
        query = select(c.community).where(c.platform == platform).distinct().order_by(c.community)
        async with self._engine.connect() as connection:
            return list(await connection.scalars(query))

    def _make_window(
        self, platform: str, community: str, *, since: date, until: date, zone: tzinfo
    ) -> _Window:
        c = counters.c
        here = and_(c.platform == platform, c.community == community)
        begin = datetime.combine(since, time(), zone).astimezone(UTC)
        end = datetime.combine(until + timedelta(days=1), time(), zone).astimezone(UTC)
        return _Window(
            begin,
            of_messages=and_(here, c.day.between(since.isoformat(), until.isoformat())),
            of_cases=_sent_within(platform, community, begin=begin, end=end),
            local=make_local_time(
                cases, self._engine.dialect.name, begin=begin, end=end, zone=zone
            ),
        )


def _sent_within(
    platform: str, community: str, *, begin: datetime, end: datetime
) -> ColumnElement[bool]:
    """Return the condition for the cases of messages that were sent between two moments in UTC."""
    c, day = cases.c, timedelta(days=1)
    here = and_(c.platform == platform, c.community == community)
    # The days in UTC, by which the index is in order.
    first, last = begin.date(), (end - timedelta.resolution).date()
    of_days = and_(here, c.day.between(first.isoformat(), last.isoformat()))
    if begin.time() == end.time() == time():
        return of_days
    # Nearly all, and cheap.
    is_between = c.day.between((first + day).isoformat(), (last - day).isoformat())
    return and_(of_days, is_between | and_(c.sent_at >= begin, c.sent_at < end))


async def _count_messages(
    connection: AsyncConnection, within: ColumnElement[bool]
) -> Mapping[str, int]:
    c = counters.c
    query = select(c.what, func.sum(c.count)).where(within).group_by(c.what)
    return {kind: int(count) for kind, count in await connection.execute(query)}


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
