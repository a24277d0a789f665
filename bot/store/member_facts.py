"""Facts about members: the strikes that count, reports by and about them, and their names."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.buttons import Button
from bot.domain.member_page import ActiveStrike, MemberFacts, ReportRecord
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import author_names, cases, decisions, flags
from bot.store.rows import IN_FORCE

_MOST_STRIKES = 500
"""Strikes that are looked at, those that fade first."""

_MOST_NAMES = 10

_DISMISSING = (Button.DISMISS, Button.UNDO, Button.OVERTURN)


class MemberFactQueries:
    """Read-only queries, each answered from an index on the member."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def find(
        self, platform: str, community: str, *, member: str, now: datetime, within_days: int
    ) -> MemberFacts:
        """Return the facts about a member, without the notes on them."""
        c = cases.c
        theirs = and_(c.platform == platform, c.community == community, c.author == member)
        is_by_them = and_(
            flags.c.platform == platform, flags.c.community == community, flags.c.by == member
        )
        since = now - timedelta(days=within_days)
        async with self._engine.connect() as connection:
            return MemberFacts(
                strikes=await _load_strikes(connection, and_(theirs, c.sent_at >= since)),
                reported=await _count_reports(connection, is_by_them),
                about=await _count_reports(
                    connection, flags.c.case.in_(select(c.number).where(theirs))
                ),
                names=await _load_names(connection, platform, community, member),
            )


async def _load_strikes(
    connection: AsyncConnection, where: ColumnElement[bool]
) -> tuple[ActiveStrike, ...]:
    """Load the strikes that fade first: several cases of one message are one."""
    c = cases.c
    number = func.min(c.number).label("number")
    channel = c.channel.concat(
        ""
    )  # else SQLite reads all cases, in the order of the index by message
    query = (
        select(number, c.sent_at)
        .where(where, c.is_strike)
        .group_by(channel, c.message, c.sent_at)
        .order_by(c.sent_at, number)
        .limit(_MOST_STRIKES)
    )
    return tuple(ActiveStrike(*row) for row in await connection.execute(query))


async def _count_reports(connection: AsyncConnection, where: ColumnElement[bool]) -> ReportRecord:
    """Count the cases of reports, what moderators made of them, and the people who reported."""
    buttons = decisions.c.button.in_([button.value for button in _DISMISSING])
    is_dismissed = exists().where(
        decisions.c.case == cases.c.number, buttons, decisions.c.result.in_(IN_FORCE)
    )
    query = select(
        func.count(),
        func.count().filter(cases.c.is_strike),
        func.count().filter(~cases.c.is_strike, is_dismissed),
    ).where(cases.c.number.in_(select(flags.c.case).where(where)))
    people = await connection.scalar(select(func.count(flags.c.by.distinct())).where(where))
    return ReportRecord(*(await connection.execute(query)).one(), people=people or 0)


async def _load_names(
    connection: AsyncConnection, platform: str, community: str, member: str
) -> tuple[str, ...]:
    c = author_names.c
    here = and_(c.platform == platform, c.community == community, c.author == member)
    query = select(c.name).where(here).order_by(c.name).limit(_MOST_NAMES)
    return tuple((await connection.scalars(query)).all())
