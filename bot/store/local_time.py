"""Local time in SQL: days and hours of a time zone, for cases that are counted by them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, FromClause, case, cast, extract, func, literal

_HOUR, _DAY = 60 * 60, 24 * 60 * 60
_EPOCH = date(1970, 1, 1).toordinal()
_STEP = timedelta(minutes=15)
"""The finest at which time zones change."""

_Offset: TypeAlias = tuple[int, int]
"""The second since 1970 from which an offset from UTC holds, and the offset in seconds."""


class LocalTime(NamedTuple):
    """SQL expressions of a moment: its day in a time zone, for `to_date`, and the hour there, 0 to 23."""

    day: ColumnElement[Any]
    hour: ColumnElement[int]


def make_local_time(
    cases: FromClause, dialect: str, *, begin: datetime, end: datetime, zone: tzinfo
) -> LocalTime:
    """Make the expressions of when cases were sent, between `begin` and `end`."""
    seconds = _seconds_since_1970(cases.c.sent_at, dialect)
    *earlier, (_, offset) = offsets = find_offsets(begin, end, zone)
    ends = [since for since, _ in offsets[1:]]
    shift = (
        case(
            *((seconds < until, at) for until, (_, at) in zip(ends, earlier, strict=True)),
            else_=offset,
        )
        if earlier
        else literal(offset, BigInteger)
    )
    local = seconds + shift
    # The index of a report is in the order of the days in UTC: grouped by these, nothing is sorted.
    is_utc = offsets == [(offsets[0][0], 0)]
    day = cases.c.day if is_utc else local // _DAY
    hour = (local % _DAY) // _HOUR
    return LocalTime(day.label("day"), hour.label("hour"))


def _seconds_since_1970(moment: ColumnElement[Any], dialect: str) -> ColumnElement[int]:
    if dialect == "postgresql":  # of which EXTRACT is a decimal number, five times as slow
        return cast(func.floor(func.date_part("epoch", moment)), BigInteger)
    return cast(extract("epoch", moment), BigInteger)


def to_date(day: int | str) -> date:
    """Return the date of so many days since 1970, or of an ISO date."""
    return date.fromisoformat(day) if isinstance(day, str) else date.fromordinal(_EPOCH + day)


def find_offsets(begin: datetime, end: datetime, zone: tzinfo) -> Sequence[_Offset]:
    """Find the offsets of a time zone from UTC between two moments, in their order."""
    offsets: list[_Offset] = []
    moment = begin
    while moment < end or not offsets:
        offset = int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds())
        if not offsets or offsets[-1][1] != offset:
            offsets.append((int(moment.astimezone(UTC).timestamp()), offset))
        moment += _STEP
    return offsets
