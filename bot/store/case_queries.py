"""Queries over cases: one with everything that belongs to it, lists, and an author's history."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, String, and_, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.actions import Outcome
from bot.domain.case import Case, CaseFile, History
from bot.domain.message import Message
from bot.domain.policy import Strikes
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import appeals, cases, decisions, flags
from bot.store.rows import row_to_case, row_to_decision, row_to_outcome

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


class CaseSummary(NamedTuple):
    """The columns of a case that a suggestion while typing shows."""

    number: int
    outcome: Outcome | None
    author_name: str
    label: str | None


class CaseQueries:
    """Read-only queries. Times are compared with when messages were sent."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def find(self, number: int, *, within_days: int) -> CaseFile | None:
        """Return the case of a number, with its author's strikes of the `within_days` before it."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(cases).where(cases.c.number == number))).first()
            return None if row is None else await _load_case_file(connection, row, within_days)

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
        self, platform: str, community: str, *, author: str | None = None, limit: int
    ) -> list[CaseRow]:
        """Return the latest cases of a community or of one author there, newest first."""
        here = and_(cases.c.platform == platform, cases.c.community == community)
        where = here if author is None else _is_by_author(platform, community, author)
        query = select(cases).where(where).order_by(cases.c.number.desc()).limit(limit)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [to_case_row(row) for row in rows]

    @retry_if_disconnected
    async def search(
        self, platform: str, community: str, *, typed: str, only_strikes: bool, limit: int
    ) -> list[CaseSummary]:
        """Return the latest cases whose number begins with `typed`, or whose author's name contains it."""
        c = cases.c
        is_match = or_(
            cast(c.number, String).startswith(typed, autoescape=True),
            c.author_name.icontains(typed, autoescape=True),
        )
        here = and_(c.platform == platform, c.community == community, is_match)
        columns = ("number", "author_name", "label", "result", "done", "reason", "remedy")
        query = select(*(c[name] for name in columns)).where(
            and_(here, c.is_strike) if only_strikes else here
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(query.order_by(c.number.desc()).limit(limit))
            return [
                CaseSummary(row.number, row_to_outcome(row), row.author_name, row.label)
                for row in rows
            ]


def to_case_row(row: Row[Any]) -> CaseRow:
    """Build the list row of a case from its database row."""
    return CaseRow(row_to_case(row), row.opened_at, row.is_strike)


async def _load_case_file(connection: AsyncConnection, row: Row[Any], within_days: int) -> CaseFile:
    case = row_to_case(row)
    of_case = select(decisions).where(decisions.c.case == case.number).order_by(decisions.c.place)
    reporters = (
        select(flags.c.by_name).where(flags.c.case == case.number).order_by(flags.c.flagged_at)
    )
    counts = _count_history(
        row.platform, row.community, row.author, since=row.sent_at, within_days=within_days
    )
    others = counts.where(_is_of_another(row.channel, row.message, row.sent_at))
    history = (await connection.execute(others)).one()
    return CaseFile(
        case=case,
        opened_at=row.opened_at,
        history=History(history.strikes, within_days, history.cases),
        decisions=tuple(
            row_to_decision(decision) for decision in await connection.execute(of_case)
        ),
        reported_by=tuple(await connection.scalars(reporters)),
        appeal=await connection.scalar(select(appeals.c.why).where(appeals.c.case == case.number)),
    )


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
    return select(strikes, func.count().label("cases")).where(
        _is_by_author(platform, community, author)
    )
