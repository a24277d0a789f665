"""Details of reports: cases by hour, channel and language, authors of several, and answers to appeals."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.buttons import Button
from bot.domain.statistics import AppealStats
from bot.domain.steps import CLOCK_MARGIN
from bot.store.database.tables import appeals, cases, decisions, flags
from bot.store.rows import IN_FORCE

_MOST_REPEATED = 5
"""Authors of several cases that are named, those of most."""

_ANSWERS = (Button.UPHOLD, Button.OVERTURN, Button.DISMISS, Button.UNDO)


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """Cases by the hour of the day, and by channel and language, the most first; none stands for no language."""

    hours: Counter[int]
    channels: Mapping[str, int]
    languages: Mapping[str, int]


async def count_places(
    connection: AsyncConnection, hour: ColumnElement[int], within: ColumnElement[bool]
) -> PlaceCounts:
    """Count cases by hour, channel and language, in one scan of them."""
    c, hours, channels, languages = cases.c, Counter[int](), Counter[str](), Counter[str]()
    groups = (hour, c.channel, c.language)
    query = select(*groups, func.count()).where(within).group_by(*groups)
    for of_hour, channel, language, count in await connection.execute(query):
        hours[of_hour] += count
        channels[channel] += count
        languages[language or ""] += count
    del languages[""]
    return PlaceCounts(hours, _sort(channels), _sort(languages))


def _sort(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


async def find_repeated(
    connection: AsyncConnection, within: ColumnElement[bool]
) -> tuple[dict[str, int], int]:
    """Find the authors of several cases, those of most first, with their counts, and the number of all authors."""
    # PostgreSQL hashes the rows of a GROUP BY, and sorts those of a count(DISTINCT).
    count = func.count().label("count")
    by_author = select(cases.c.author, count).where(within).group_by(cases.c.author).cte()
    authors = select(func.count()).select_from(by_author).scalar_subquery()
    most = by_author.c.count.desc()
    query = select(by_author, authors).order_by(most, by_author.c.author).limit(_MOST_REPEATED)
    rows = (await connection.execute(query)).all()
    repeated = {author: count for author, count, _ in rows if count > 1}
    return repeated, rows[0][2] if rows else 0


async def count_authors(connection: AsyncConnection, within: ColumnElement[bool]) -> int:
    """Count the people that cases are of."""
    by_author = select(cases.c.author).where(within).group_by(cases.c.author).subquery()
    return await connection.scalar(select(func.count()).select_from(by_author)) or 0


async def count_member_reports(
    connection: AsyncConnection, within: ColumnElement[bool], *, since: datetime
) -> int:
    """Count what members reported of cases that were sent since a time: few, beside the cases."""
    f = flags.c
    query = select(func.count()).where(f.flagged_at >= since - CLOCK_MARGIN, _is_of(f.case, within))
    return await connection.scalar(query) or 0


async def find_answers(
    connection: AsyncConnection, within: ColumnElement[bool], *, since: datetime
) -> AppealStats:
    """Find the appeals against cases that were sent since a time, and how long each waited for a decision."""
    a, d = appeals.c, decisions.c
    is_answer = and_(
        d.case == a.case,
        d.button.in_(_ANSWERS),
        d.result.in_(IN_FORCE),
        d.decided_at >= a.appealed_at,
    )
    query = (
        select(a.appealed_at, func.min(d.decided_at))
        .select_from(appeals)
        .outerjoin(decisions, is_answer)
        .where(a.appealed_at >= since - CLOCK_MARGIN, _is_of(a.case, within))
        .group_by(a.case, a.appealed_at)
    )
    rows = (await connection.execute(query)).all()
    waits = sorted(decided - appealed for appealed, decided in rows if decided)
    return AppealStats(len(rows), tuple(waits))


def _is_of(number: ColumnElement[int], within: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a row is about one of these cases: each is looked up, and not all of them read."""
    return exists().where(cases.c.number == number, within)
