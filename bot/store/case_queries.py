"""Queries over cases: one with everything that belongs to it, lists, and an author's history."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, String, and_, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.case import Case, CaseFile, History
from bot.domain.gathered_cases import GatheredCases
from bot.domain.message import Message
from bot.domain.policy import Strikes
from bot.store.case_files import load_case_files
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases
from bot.store.reporter_records import load_reporters
from bot.store.rows import row_to_case

_MESSAGE = (
    cast(cases.c.channel, String)
    .concat(" ")
    .concat(cast(cases.c.message, String))
    .concat(" ")
    .concat(cast(cases.c.sent_at, String))
)
"""A message in all its versions; a nickname counts anew each time that it is given."""


class CaseRow(NamedTuple):
    """A row in a list of cases."""

    case: Case
    opened_at: datetime
    is_strike: bool


class CaseQueries:
    """Read-only queries. Times are compared with when messages were sent."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def find(self, number: int, *, within_days: int | None) -> CaseFile | None:
        """Return the case of a number, with its author's strikes of the `within_days` before it.

        None: without what is counted over other cases, which takes longest.
        """
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(cases).where(cases.c.number == number))).first()
            if row is None:
                return None
            (case_file,) = await load_case_files(connection, [row])
            if within_days is None:
                return case_file
            history = await _load_history(connection, row, within_days)
            reporters = await load_reporters(connection, number) if case_file.reports else {}
            return replace(case_file, history=history, reporters=reporters)

    @retry_if_disconnected
    async def latest_files(
        self, platform: str, community: str, *, author: str, limit: int
    ) -> list[CaseFile]:
        """Return the case files of an author's latest cases, newest first, as `find` does without days."""
        query = select(cases).where(_is_by_author(platform, community, author))
        latest = query.order_by(cases.c.number.desc()).limit(limit)
        async with self._engine.connect() as connection:
            return await load_case_files(connection, (await connection.execute(latest)).all())

    @retry_if_disconnected
    async def count_strikes(self, message: Message, strikes: Strikes) -> int:
        """Count the strikes of a message's author for other messages; 0, unread, where the policy has no ladder."""
        if not strikes.ladder:
            return 0
        async with self._engine.connect() as connection:
            count = await connection.scalar(
                select(func.count(_MESSAGE.distinct())).where(
                    _is_by_author(message.platform, message.community, message.author.id),
                    _is_strike_since(message.sent_at, strikes.within_days),
                    _is_of_another(message.channel, message.id, message.sent_at),
                )
            )
        return count or 0

    @retry_if_disconnected
    async def author_history(
        self, platform: str, community: str, *, author: str, now: datetime, within_days: int
    ) -> History:
        """Return the strikes of the `within_days` before `now`, and the number of cases ever."""
        async with self._engine.connect() as connection:
            counts = await connection.execute(
                _count_history(platform, community, author, since=now, within_days=within_days)
            )
            row = counts.one()
        return History(row.strikes, within_days, row.cases)

    @retry_if_disconnected
    async def latest(
        self,
        platform: str,
        community: str,
        *,
        author: str | None = None,
        before: int | None = None,
        limit: int,
    ) -> list[CaseRow]:
        """Return the latest cases of a community or of one author there, newest first; `before` a number."""
        here = and_(cases.c.platform == platform, cases.c.community == community)
        where = here if author is None else _is_by_author(platform, community, author)
        if before is not None:
            where = and_(where, cases.c.number < before)
        query = select(cases).where(where).order_by(cases.c.number.desc()).limit(limit)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [to_case_row(row) for row in rows]

    @retry_if_disconnected
    async def find_gathered(
        self, platform: str, community: str, gathered: GatheredCases, *, limit: int
    ) -> list[int]:
        """Return the numbers of gathered cases, in order."""
        query = (
            select(cases.c.number)
            .where(
                cases.c.platform == platform,
                cases.c.community == community,
                cases.c.number.between(gathered.first, gathered.last),
                func.coalesce(cases.c.thread, cases.c.channel) == gathered.place,
            )
            .order_by(cases.c.number)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            return list((await connection.scalars(query)).all())


def to_case_row(row: Row[Any]) -> CaseRow:
    """Build the list row of a case from its database row."""
    return CaseRow(row_to_case(row), row.opened_at, row.is_strike)


async def _load_history(connection: AsyncConnection, row: Row[Any], within_days: int) -> History:
    """Load the history of a case's author before it."""
    counts = _count_history(
        row.platform, row.community, row.author, since=row.sent_at, within_days=within_days
    )
    others = counts.where(_is_of_another(row.channel, row.message, row.sent_at))
    history = (await connection.execute(others)).one()
    return History(history.strikes, within_days, history.cases)


def _is_by_author(platform: str, community: str, author: str) -> ColumnElement[bool]:
    c = cases.c
    return and_(c.platform == platform, c.community == community, c.author == author)


def _is_of_another(channel: str, message: str, sent_at: datetime) -> ColumnElement[bool]:
    """Match the cases of other messages: several versions of one are one act of its author."""
    c = cases.c
    return or_(c.channel != channel, c.message != message, c.sent_at != sent_at)


def _is_strike_since(moment: datetime, within_days: int) -> ColumnElement[bool]:
    return and_(cases.c.is_strike, cases.c.sent_at >= moment - timedelta(days=within_days))


def _count_history(
    platform: str, community: str, author: str, *, since: datetime, within_days: int
) -> Select[int, int]:
    strikes = (
        func.count(_MESSAGE.distinct())
        .filter(_is_strike_since(since, within_days))
        .label("strikes")
    )
    counts = ~cases.c.is_report | cases.c.is_strike  # a member's report once it is upheld
    return select(strikes, func.count().filter(counts).label("cases")).where(
        _is_by_author(platform, community, author)
    )
