"""Local time in SQL: days and hours of a time zone, for cases that are counted by them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, case, cast, extract, func, literal

_HOUR, _DAY = 60 * 60, 24 * 60 * 60
_EPOCH = date(1970, 1, 1).toordinal()
_STEP = timedelta(minutes=15)
"""The finest at which time zones change."""

_Offset: TypeAlias = tuple[int, int]
"""The second since 1970 from which an offset from UTC holds, and the offset in seconds."""


class LocalTime(NamedTuple):
    """SQL expressions of a moment: days since 1970 in a time zone, and the hour there, 0 to 23."""

    day: ColumnElement[int]
    hour: ColumnElement[int]


def make_local_time(
    moment: ColumnElement[Any], dialect: str, *, begin: datetime, end: datetime, zone: tzinfo
) -> LocalTime:
    """Make the expressions of a column, whose moments lie between `begin` and `end`."""
    if dialect == "postgresql":  # whole minutes, as a cast would round seconds up
        moment = func.date_trunc("minute", moment)
    seconds = cast(extract("epoch", moment), BigInteger)
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
    hour = (local % _DAY) // _HOUR
    return LocalTime((local // _DAY).label("day"), hour.label("hour"))


def to_date(day: int) -> date:
    """Return the date of so many days since 1970."""
    return date.fromordinal(_EPOCH + day)


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
