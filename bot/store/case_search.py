"""Search of cases while somebody types: by the beginning of a number, or a part of an author's name."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.actions import Outcome
from bot.store.case_search_queries import (
    is_by_author,
    is_here,
    is_in_range,
    number_ranges,
    select_latest,
    select_names,
    select_of_each,
    select_recent_named,
)
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.rows import row_to_outcome

_Values: TypeAlias = dict[str, Any]
_Found: TypeAlias = dict[int, Row[Any]]


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
        where = {"platform": platform, "community": community, "limit": limit}
        here = is_here(only_strikes=only_strikes)
        async with self._engine.connect() as connection:
            found = (
                await _find(connection, where, typed, only_strikes=only_strikes)
                if typed
                else await _fetch(connection, select_latest(here), where)
            )
        latest = sorted(found.values(), key=lambda row: -row.number)[:limit]
        return [
            CaseSummary(row.number, row_to_outcome(row), row.author_name, row.label)
            for row in latest
        ]


async def _find(
    connection: AsyncConnection, where: _Values, typed: str, *, only_strikes: bool
) -> _Found:
    here = is_here(only_strikes=only_strikes)
    ranges = [{"first": first, "last": last} for first, last in number_ranges(typed)]
    found = await _fetch(connection, select_recent_named(here, typed), where)
    if len(found) < where["limit"]:
        named = await connection.execute(select_names(here, typed), where)
        names = [{"author": row.author, "name": row.name} for row in named if row.latest]
        by_name = select_of_each(is_by_author, len(names), only_strikes=only_strikes)
        found = await _fetch(connection, by_name, where | _number(names))
    by_number = select_of_each(is_in_range, len(ranges), only_strikes=only_strikes)
    return found | await _fetch(connection, by_number, where | _number(ranges))


async def _fetch(connection: AsyncConnection, query: Executable | None, values: _Values) -> _Found:
    """Run a query; return its rows by number."""
    if query is None:
        return {}
    return {row.number: row for row in await connection.execute(query, values)}


def _number(values: Sequence[_Values]) -> _Values:
    """Return the values of several conditions as those of one query: [{"a": 1}, {"a": 2}] -> {"a0": 1, "a1": 2}."""
    return {f"{name}{n}": value for n, of in enumerate(values) for name, value in of.items()}
