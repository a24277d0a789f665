"""SQL of the search of cases while somebody types."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    and_,
    bindparam,
    select,
    union_all,
)

from bot.store.database.tables import author_names, cases

_LARGEST = 2**31 - 1
"""The largest number that a case can have."""

_RECENT = 1_000
"""The latest cases, which are looked through for a name first: a short part of one is in many of them."""

_LIMIT = bindparam("limit", type_=Integer)

_COLUMNS = ("number", "author_name", "label", "result", "done", "reason", "remedy")


def number_ranges(prefix: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of numbers that begin with these digits: "17" -> (17, 17), (170, 179), ..."""
    if not prefix.isascii() or not prefix.isdigit() or prefix.startswith("0"):
        return
    first = last = int(prefix)
    while first <= _LARGEST:
        yield first, min(last, _LARGEST)
        first, last = first * 10, last * 10 + 9


@cache
def select_of_each(
    condition: Callable[[int], ColumnElement[bool]], count: int, *, only_strikes: bool
) -> Executable | None:
    """Select the latest cases that meet each of so many conditions; None for no condition.

    Built once for each number of them: to build the query costs more than to run it.
    """
    if not count:
        return None
    here = is_here(only_strikes=only_strikes)
    queries = (select_latest(and_(here, condition(n))) for n in range(count))
    # SQLite sorts and limits a part of a union only where it is a query in brackets.
    found = union_all(*(select(query.subquery()) for query in queries)).subquery()
    return select(found).order_by(found.c.number.desc()).limit(_LIMIT)


def is_in_range(n: int) -> ColumnElement[bool]:
    """Return the condition for numbers from the value `firstN` to `lastN`."""
    return cases.c.number.between(bindparam(f"first{n}"), bindparam(f"last{n}"))


def is_by_author(n: int) -> ColumnElement[bool]:
    """Return the condition for the cases of the value `authorN` by the name `nameN`."""
    return and_(
        cases.c.author == bindparam(f"author{n}"), cases.c.author_name == bindparam(f"name{n}")
    )


@cache
def is_here(*, only_strikes: bool) -> ColumnElement[bool]:
    """Return the condition for the values `platform` and `community`."""
    c = cases.c
    here = and_(c.platform == bindparam("platform"), c.community == bindparam("community"))
    return and_(here, c.is_strike) if only_strikes else here


def select_latest(where: ColumnElement[bool], limit: int | None = None) -> Select[Any]:
    """Select the latest cases, as many as the value `limit` says where none is given."""
    columns = (cases.c[name] for name in _COLUMNS)
    query = select(*columns).where(where).order_by(cases.c.number.desc())
    return query.limit(limit or _LIMIT)


def select_recent_named(here: ColumnElement[bool], typed: str) -> Select[Any]:
    """Select those of the recent cases whose author's name contains what was typed."""
    recent = select_latest(here, _RECENT).subquery()
    is_named = recent.c.author_name.icontains(typed, autoescape=True)
    query = select(recent).where(is_named).order_by(recent.c.number.desc())
    return query.limit(_LIMIT)


def select_names(here: ColumnElement[bool], typed: str) -> Select[str, str, int | None]:
    """Select the authors and names that contain what was typed, those with the latest cases first.

    `latest` is the number of that case, None behind all others where there is none: databases would look each of them up
    again to leave those out.
    """
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
        names.platform == bindparam("platform"),
        names.community == bindparam("community"),
        names.name.icontains(typed, autoescape=True),
    )
    query = select(names.author, names.name, latest).where(is_named)
    return query.order_by(latest.desc().nulls_last()).limit(_LIMIT)
