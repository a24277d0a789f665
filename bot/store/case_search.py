"""Search of cases while somebody types: by the beginning of a number, or a part of an author's name."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.actions import Outcome
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import author_names, cases
from bot.store.rows import row_to_outcome

_LARGEST = 2**31 - 1
"""The largest number that a case can have."""

_RECENT = 1_000
"""The latest cases, which are looked through for a name first: a short part of one is in many of them."""

_COLUMNS = ("number", "author_name", "label", "result", "done", "reason", "remedy")


class CaseSummary(NamedTuple):
    """The columns of a case that a suggestion while typing shows."""

    number: int
    outcome: Outcome | None
    author_name: str
    label: str | None


class CaseSearch:
    """Read-only search, without reading all cases of a community."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def find(
        self, platform: str, community: str, *, typed: str, only_strikes: bool, limit: int
    ) -> list[CaseSummary]:
        """Return the latest cases whose number begins with `typed`, or whose author's name contains it."""
        c = cases.c
        here = and_(c.platform == platform, c.community == community)
        if only_strikes:
            here = and_(here, c.is_strike)
        async with self._engine.connect() as connection:
            if not typed:
                found = await _fetch(connection, [_latest(here, limit)])
            else:
                ranges = (c.number.between(*span) for span in number_ranges(typed))
                by_number = [_latest(and_(here, is_within), limit) for is_within in ranges]
                found = await _fetch(connection, by_number)
                by_name = await _fetch(connection, [_latest_named(here, typed, limit)])
                if len(by_name) < limit:
                    names = _select_names(platform, community, here=here, typed=typed, limit=limit)
                    by_name = await _fetch_named(connection, here, names, limit)
                found |= by_name
        latest = sorted(found.values(), key=lambda row: -row.number)[:limit]
        return [
            CaseSummary(row.number, row_to_outcome(row), row.author_name, row.label)
            for row in latest
        ]


def number_ranges(prefix: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of numbers that begin with these digits: "17" -> (17, 17), (170, 179), ..."""
    if not prefix.isascii() or not prefix.isdigit() or prefix.startswith("0"):
        return
    first = last = int(prefix)
    while first <= _LARGEST:
        yield first, min(last, _LARGEST)
        first, last = first * 10, last * 10 + 9


def _latest_named(here: ColumnElement[bool], typed: str, limit: int) -> Select[Any]:
    recent = _latest(here, _RECENT).subquery()
    is_named = recent.c.author_name.icontains(typed, autoescape=True)
    return select(recent).where(is_named).order_by(recent.c.number.desc()).limit(limit)


def _select_names(
    platform: str, community: str, *, here: ColumnElement[bool], typed: str, limit: int
) -> Select[str, str, int]:
    """Select the authors and names that contain what was typed, those with the latest cases first."""
    names = author_names.c
    latest = (
        select(cases.c.number)
        .where(here, cases.c.author == names.author)
        .order_by(cases.c.number.desc())
        .limit(1)
        .scalar_subquery()
        .correlate(author_names)
        .label("latest")
    )
    is_named = and_(
        names.platform == platform,
        names.community == community,
        names.name.icontains(typed, autoescape=True),
    )
    found = select(names.author, names.name, latest).where(is_named).subquery()
    columns = (found.c.author, found.c.name, found.c.latest)
    is_found = found.c.latest.is_not(None)
    return select(*columns).where(is_found).order_by(found.c.latest.desc()).limit(limit)


async def _fetch_named(
    connection: AsyncConnection, here: ColumnElement[bool], names: Select[str, str, int], limit: int
) -> dict[int, Row[Any]]:
    c = cases.c
    found = (await connection.execute(names)).all()
    of_each = (and_(here, c.author == author, c.author_name == name) for author, name, _ in found)
    return await _fetch(connection, [_latest(where, limit) for where in of_each])


def _latest(where: ColumnElement[bool], limit: int) -> Select[Any]:
    columns = (cases.c[name] for name in _COLUMNS)
    return select(*columns).where(where).order_by(cases.c.number.desc()).limit(limit)


async def _fetch(
    connection: AsyncConnection, queries: Sequence[Select[Any]]
) -> dict[int, Row[Any]]:
    """Run queries as one; return their rows by number."""
    if not queries:
        return {}
    # SQLite sorts and limits a part of a union only where it is a query in brackets.
    parts = [select(query.subquery()) for query in queries]
    rows = await connection.execute(union_all(*parts) if len(parts) > 1 else parts[0])
    return {row.number: row for row in rows}
