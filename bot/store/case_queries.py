"""Reading a case with everything that belongs to it, and what is known of its author."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.case import Case, CaseFile, History
from bot.domain.message import Message
from bot.domain.policy import Strikes
from bot.store.database.postgres import retry_if_disconnected
from bot.store.database.tables import appeals, cases, decisions, flags
from bot.store.rows import row_to_case, row_to_decision, row_to_outcome

_LEFT = (Action.NONE.value, Action.FLAG.value)
"""What was done where there is still something to do."""

_IN_FORCE = (OutcomeResult.DONE.value, OutcomeResult.GONE.value)

_ANSWERS = (Button.UPHOLD, Button.OVERTURN, Button.DISMISS, Button.UNDO)
"""The buttons that answer an appeal."""


class CaseRow(NamedTuple):
    """A case in a list of many."""

    case: Case
    opened_at: datetime
    is_strike: bool


class CaseSummary(NamedTuple):
    """A case in a line: its number, what became of it, whose it is, and what it is about."""

    number: int
    outcome: Outcome | None
    author_name: str
    label: str | None


class CaseQueries:
    """Reads only. Times are compared with when messages were sent."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def find(self, number: int, *, within_days: int) -> CaseFile | None:
        """The case of this number, with its author's strikes of the `within_days` before it."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(cases).where(cases.c.number == number))).first()
            return None if row is None else await _read(connection, row, within_days)

    @retry_if_disconnected
    async def count_strikes(self, message: Message, strikes: Strikes) -> int:
        """How many cases count against the author of a message; 0 where the policy does not ask."""
        if not strikes.ladder:
            return 0
        async with self._engine.connect() as connection:
            count = await connection.scalar(
                select(func.count()).where(
                    _of(message.platform, message.community, message.author.id),
                    _is_strike_since(message.sent_at, strikes.within_days),
                )
            )
        return count or 0

    @retry_if_disconnected
    async def history_of(
        self, platform: str, community: str, *, author: str, now: datetime, within_days: int
    ) -> History:
        """What is known of somebody."""
        async with self._engine.connect() as connection:
            counted = await connection.execute(
                _count(platform, community, author, since=now, within_days=within_days)
            )
            row = counted.one()
        return History(row.strikes, within_days, row.cases)

    @retry_if_disconnected
    async def latest(
        self, platform: str, community: str, *, author: str | None = None, most: int
    ) -> list[CaseRow]:
        """The latest cases of a community, or of somebody there, the newest first."""
        here = and_(cases.c.platform == platform, cases.c.community == community)
        where = here if author is None else _of(platform, community, author)
        wanted = select(cases).where(where).order_by(cases.c.number.desc()).limit(most)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(wanted)).all()
        return [_to_found(row) for row in rows]

    @retry_if_disconnected
    async def search(
        self, platform: str, community: str, *, like: str, only_strikes: bool, most: int
    ) -> list[CaseSummary]:
        """The latest cases whose number begins so, or whose author's name holds it."""
        c = cases.c
        is_meant = or_(
            cast(c.number, String).startswith(like, autoescape=True),
            c.author_name.icontains(like, autoescape=True),
        )
        here = and_(c.platform == platform, c.community == community, is_meant)
        columns = ("number", "author_name", "label", "result", "done", "reason", "remedy")
        wanted = select(*(c[name] for name in columns)).where(
            and_(here, c.is_strike) if only_strikes else here
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(wanted.order_by(c.number.desc()).limit(most))
            return [
                CaseSummary(row.number, row_to_outcome(row), row.author_name, row.label)
                for row in rows
            ]

    @retry_if_disconnected
    async def open(self, platform: str, community: str, *, most: int) -> tuple[list[CaseRow], int]:
        """The latest cases of a community that wait for a moderator, and how many do.

        Those that were flagged at most and nobody decided on, and those with an appeal that nobody did.
        """
        here = and_(cases.c.platform == platform, cases.c.community == community, _waits())
        wanted = select(cases).where(here).order_by(cases.c.number.desc()).limit(most)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(wanted)).all()
            count = await connection.scalar(select(func.count()).select_from(cases).where(here))
        return [_to_found(row) for row in rows], count or 0


def _to_found(row: Row[Any]) -> CaseRow:
    return CaseRow(row_to_case(row), row.opened_at, row.is_strike)


def _waits() -> ColumnElement[bool]:
    is_of_case = decisions.c.case == cases.c.number
    in_force = or_(decisions.c.result.is_(None), decisions.c.result.in_(_IN_FORCE))
    decided = exists().where(is_of_case, in_force)
    answered = exists().where(is_of_case, in_force, decisions.c.button.in_(_ANSWERS))
    was_left = and_(
        cases.c.done.in_(_LEFT), cases.c.result != OutcomeResult.WITHHELD.value, ~decided
    )
    return or_(was_left, and_(exists().where(appeals.c.case == cases.c.number), ~answered))


async def _read(connection: AsyncConnection, row: Row[Any], within_days: int) -> CaseFile:
    case = row_to_case(row)
    of_case = select(decisions).where(decisions.c.case == case.number).order_by(decisions.c.place)
    flagged = (
        select(flags.c.by_name).where(flags.c.case == case.number).order_by(flags.c.flagged_at)
    )
    counted = _count(
        row.platform, row.community, row.author, since=row.sent_at, within_days=within_days
    )
    known = (await connection.execute(counted.where(cases.c.number != case.number))).one()
    return CaseFile(
        case=case,
        opened_at=row.opened_at,
        history=History(known.strikes, within_days, known.cases),
        decisions=tuple(row_to_decision(found) for found in await connection.execute(of_case)),
        reported_by=tuple(await connection.scalars(flagged)),
        appeal=await connection.scalar(select(appeals.c.why).where(appeals.c.case == case.number)),
    )


def _of(platform: str, community: str, author: str) -> ColumnElement[bool]:
    c = cases.c
    return and_(c.platform == platform, c.community == community, c.author == author)


def _is_strike_since(moment: datetime, within_days: int) -> ColumnElement[bool]:
    return and_(cases.c.is_strike, cases.c.sent_at >= moment - timedelta(days=within_days))


def _count(
    platform: str, community: str, author: str, *, since: datetime, within_days: int
) -> Select[int, int]:
    strikes = func.count().filter(_is_strike_since(since, within_days)).label("strikes")
    return select(strikes, func.count().label("cases")).where(_of(platform, community, author))
