"""Member reports of a case, and what became of the other cases that its reporters reported."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.buttons import Button
from bot.domain.case import MemberReport, ReporterRecord
from bot.store.database.tables import cases, decisions, flags
from bot.store.rows import IN_FORCE

_DISMISSING = (Button.DISMISS, Button.UNDO, Button.OVERTURN)


async def load_reports(
    connection: AsyncConnection, numbers: Collection[int]
) -> dict[int, list[MemberReport]]:
    """Load the reports of these cases by case number, each case's in order."""
    c = flags.c
    query = (
        select(c.case, c.by, c.by_name, c.why, c.text, c.link)
        .where(c.case.in_(numbers))
        .order_by(c.flagged_at, c.message)
    )
    found = defaultdict[int, list[MemberReport]](list)
    for case, *report in await connection.execute(query):
        found[case].append(MemberReport(*report))
    return found


async def load_reporters(connection: AsyncConnection, case: int) -> dict[str, ReporterRecord]:
    """Load the records of a case's reporters, by their ids: of what they reported in other cases.

    A report is upheld where its case is a strike, by whatever was done, and dismissed where a moderator
    took that back or did nothing.
    """
    c = decisions.c
    buttons = c.button.in_([button.value for button in _DISMISSING])
    is_dismissed = exists().where(c.case == cases.c.number, buttons, c.result.in_(IN_FORCE))
    reporters = select(flags.c.by).where(flags.c.case == case)
    here = select(cases.c.platform, cases.c.community).where(cases.c.number == case).subquery()
    theirs = and_(
        flags.c.by.in_(reporters),
        flags.c.platform == here.c.platform,
        flags.c.community == here.c.community,
        flags.c.case != case,
    )
    reported = select(flags.c.by, flags.c.case).where(theirs).distinct().subquery()
    query = (
        select(
            reported.c.by,
            func.count().filter(cases.c.is_strike).label("upheld"),
            func.count().filter(~cases.c.is_strike, is_dismissed).label("dismissed"),
        )
        .join(cases, cases.c.number == reported.c.case)
        .group_by(reported.c.by)
    )
    rows = await connection.execute(query)
    return {row.by: ReporterRecord(row.upheld, row.dismissed) for row in rows}
