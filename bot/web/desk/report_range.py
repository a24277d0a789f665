"""The days that a report is about, as an address asks for them, and as many before. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

PRESETS: Final = (7, 30, 90)
"""Days back that can be chosen at once."""

MOST: Final = 366
"""Days that a report covers at most."""

_FEWEST = 1


@dataclass(frozen=True, slots=True)
class ReportRange:
    """The days from `since` to `until`, both included."""

    since: date
    until: date

    @classmethod
    def parse(cls, days: str, since: str, until: str, *, today: date) -> Self:
        """Parse an address: the last `days`, or from a date to another; what makes no sense is the last week."""
        first, last = _parse_day(since), _parse_day(until)
        if first is None or last is None or not _FEWEST <= (last - first).days + 1 <= MOST:
            count = int(days) if days in map(str, PRESETS) else PRESETS[0]
            return cls(today - timedelta(days=count - 1), today)
        return cls(first, last)

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.until - self.since).days + 1

    def before(self) -> "ReportRange":
        """Return as many days before, to compare with."""
        span = timedelta(days=self.days)
        return ReportRange(self.since - span, self.until - span)


def _parse_day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return (
        found
        if date.min + timedelta(days=2 * MOST) < found < date.max - timedelta(days=2)
        else None
    )
