"""Details of reports: cases by hour, channel and language, authors of several, and answers to appeals."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.buttons import Button
from bot.domain.statistics import AppealStats
from bot.store.database.tables import appeals, cases, decisions
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


async def find_answers(connection: AsyncConnection, within: ColumnElement[bool]) -> AppealStats:
    """Find the appeals against cases, and how long each waited for a decision."""
    a, d = appeals.c, decisions.c
    is_answer = and_(
        d.case == a.case,
        d.button.in_(_ANSWERS),
        d.result.in_(IN_FORCE),
        d.decided_at >= a.appealed_at,
    )
    query = (
        select(a.appealed_at, func.min(d.decided_at))
        .join_from(appeals, cases, cases.c.number == a.case)
        .outerjoin(decisions, is_answer)
        .where(within)
        .group_by(a.case, a.appealed_at)
    )
    rows = (await connection.execute(query)).all()
    waits = sorted(decided - appealed for appealed, decided in rows if decided)
    return AppealStats(len(rows), tuple(waits))
