"""Queries over cases: one with everything that belongs to it, lists, and an author's history."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.case import Case, CaseFile, History
from bot.domain.gathered_cases import GatheredCases
from bot.domain.message import Message
from bot.domain.policy import Strikes
from bot.store.case_files import SELECT_CASES, load_case_files
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases
from bot.store.database.transactions import transact
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


_Text: TypeAlias = str | ColumnElement[str]
_Moment: TypeAlias = datetime | ColumnElement[Any]

_FIND = SELECT_CASES.where(cases.c.number == bindparam("of_number"))


class CaseRow(NamedTuple):
    """A row in a list of cases."""

    case: Case
    opened_at: datetime
    is_strike: bool


class CaseQueries:
    """Read-only queries. Times are compared with when messages were sent."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._find_with_history = _select_with_history(engine.dialect.name)

    @retry_if_disconnected
    async def find(self, number: int, *, within_days: int | None) -> CaseFile | None:
        """Return the case of a number, with its author's strikes of the `within_days` before it.

        None: without what is counted over other cases, which takes longest.
        """
        values = {"of_number": number, "within_days": within_days}
        query = _FIND if within_days is None else self._find_with_history

        async def read(connection: AsyncConnection) -> CaseFile | None:
            row = (await connection.execute(query, values)).first()
            if row is None:
                return None
            (case_file,) = await load_case_files(connection, [row])
            if within_days is None:
                return case_file
            history = History(row.strikes, within_days, row.other_cases)
            reporters = await load_reporters(connection, number) if case_file.reports else {}
            return replace(case_file, history=history, reporters=reporters)

        return await transact(self._engine, read)

    @retry_if_disconnected
    async def latest_files(
        self, platform: str, community: str, *, author: str, limit: int
    ) -> list[CaseFile]:
        """Return the case files of an author's latest cases, newest first, as `find` does without days."""
        query = SELECT_CASES.where(_is_by_author(platform, community, author))
        latest = query.order_by(cases.c.number.desc()).limit(limit)
        async with self._engine.connect() as connection:
            return await load_case_files(connection, (await connection.execute(latest)).all())

    @retry_if_disconnected
    async def count_strikes(self, message: Message, strikes: Strikes) -> int:
        """Count the strikes of a message's author for other messages; 0, unread, where the policy has no ladder."""
        if not strikes.ladder:
            return 0
        query = select(func.count(_MESSAGE.distinct())).where(
            _is_by_author(message.platform, message.community, message.author.id),
            _is_strike_since(message.sent_at - timedelta(days=strikes.within_days)),
            _is_of_another(message.channel, message.id, message.sent_at),
        )

        async def read(connection: AsyncConnection) -> int:
            return await connection.scalar(query) or 0

        return await transact(self._engine, read)

    @retry_if_disconnected
    async def author_history(
        self, platform: str, community: str, *, author: str, now: datetime, within_days: int
    ) -> History:
        """Return the strikes of the `within_days` before `now`, and the number of cases ever."""
        async with self._engine.connect() as connection:
            counts = _count_history(now - timedelta(days=within_days))
            by_author = counts.where(_is_by_author(platform, community, author))
            row = (await connection.execute(by_author)).one()
        return History(row.strikes, within_days, row.other_cases)

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


def _select_with_history(dialect: str) -> Select[Any]:
    """Build the query for a case by its number, with what its author did in the `within_days` before it."""
    this = _FIND.cte("this")
    days = bindparam("within_days", type_=Integer)
    since = (
        this.c.sent_at - func.make_interval(0, 0, 0, 0, days * 24)
        if dialect == "postgresql"
        else func.datetime(this.c.sent_at, func.printf("-%d days", days))
    )
    history = (
        _count_history(since)
        .where(_is_by_author(this.c.platform, this.c.community, this.c.author))
        .where(_is_of_another(this.c.channel, this.c.message, this.c.sent_at))
        .subquery()
    )
    return select(this, history).join_from(this, history, true())  # which is one row


def _is_by_author(platform: _Text, community: _Text, author: _Text) -> ColumnElement[bool]:
    c = cases.c
    return and_(c.platform == platform, c.community == community, c.author == author)


def _is_of_another(channel: _Text, message: _Text, sent_at: _Moment) -> ColumnElement[bool]:
    """Match the cases of other messages: several versions of one are one act of its author."""
    c = cases.c
    return or_(c.channel != channel, c.message != message, c.sent_at != sent_at)


def _is_strike_since(moment: _Moment) -> ColumnElement[bool]:
    return and_(cases.c.is_strike, cases.c.sent_at >= moment)


def _count_history(since: _Moment) -> Select[int, int]:
    """Select the strikes since a moment, and the number of cases."""
    strikes = func.count(_MESSAGE.distinct()).filter(_is_strike_since(since)).label("strikes")
    counts = ~cases.c.is_report | cases.c.is_strike  # a member's report once it is upheld
    return select(strikes, func.count().filter(counts).label("other_cases"))
