"""Agreement of the model with the moderators: what they upheld and dismissed, by label and week. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from classifier import Label


@dataclass(frozen=True, slots=True)
class JudgedCount:
    """The number of cases of a day and label that moderators upheld, or dismissed."""

    day: date
    label: Label | None
    is_upheld: bool
    count: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """The cases that moderators judged: so many upheld, so many dismissed."""

    upheld: int = 0
    dismissed: int = 0

    @property
    def judged(self) -> int:
        """All that were judged."""
        return self.upheld + self.dismissed

    @property
    def share(self) -> float | None:
        """The share that was upheld, None where none was judged."""
        return self.upheld / self.judged if self.judged else None

    def __add__(self, other: "Agreement") -> "Agreement":
        return Agreement(self.upheld + other.upheld, self.dismissed + other.dismissed)


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """The agreement on a label (None: cases that members reported), in all and by the first day of each week."""

    label: Label | None
    total: Agreement
    weeks: Mapping[date, Agreement] = field(default_factory=dict)


def group_agreement(
    counts: Iterable[JudgedCount], *, since: date, until: date
) -> list[LabelAgreement]:
    """Group counts by label, those of most first, with every week of these days, also without any."""
    found: dict[Label | None, dict[date, Agreement]] = defaultdict(dict)
    for each in counts:
        more = Agreement(each.count, 0) if each.is_upheld else Agreement(0, each.count)
        by_week, week = found[each.label], _week_of(each.day)
        by_week[week] = by_week.get(week, Agreement()) + more
    weeks = [_week_of(since)]
    while weeks[-1] + timedelta(days=7) <= until:
        weeks.append(weeks[-1] + timedelta(days=7))
    grouped = [
        LabelAgreement(
            label,
            sum(by_week.values(), Agreement()),
            {week: by_week.get(week, Agreement()) for week in weeks},
        )
        for label, by_week in found.items()
    ]
    return sorted(grouped, key=lambda each: (-each.total.judged, each.label or ""))


def last_weeks(today: date, weeks: int) -> tuple[date, date]:
    """Return the first and last day of so many weeks, of which the last is not over."""
    return _week_of(today) - timedelta(days=7 * (weeks - 1)), today


def _week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
