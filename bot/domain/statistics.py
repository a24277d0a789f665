"""Moderation statistics of a community. `bot.reports.summary` and `bot.reports.chart` show them. Pure."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from bot.domain.actions import Action, OutcomeResult
from bot.domain.buttons import Button
from classifier import Label

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class CaseCount:
    """The number of cases of one day with the same label, action done and result."""

    day: date
    label: Label | None
    done: Action
    result: OutcomeResult | None
    count: int


@dataclass(frozen=True, slots=True)
class ModerationStats:
    """The statistics of a community from `since` to `until`, both days included.

    `messages` by counter: "scored", "unscored language", "overflowed", "failed".
    """

    since: date
    until: date
    messages: Mapping[str, int]
    cases: Sequence[CaseCount]
    decisions: Mapping[Button, int]
    authors: int
    member_reports: int
    appeals: int

    @property
    def days(self) -> list[date]:
        """Return every day, also those without cases."""
        return [self.since + timedelta(days=n) for n in range((self.until - self.since).days + 1)]

    @property
    def total(self) -> int:
        """Return the number of all cases."""
        return sum(each.count for each in self.cases)

    def by_action(self) -> Counter[Action]:
        """Count cases by the action that was really done."""
        return sum_counts((each.done, each.count) for each in self.cases)

    def by_day(self) -> Counter[tuple[date, Action]]:
        """Count cases by day and by the action that was really done."""
        return sum_counts(((each.day, each.done), each.count) for each in self.cases)


def sum_counts(pairs: Iterable[tuple[K, int]]) -> Counter[K]:
    """Add up the counts of equal keys: [("a", 1), ("a", 2)] -> {"a": 3}."""
    total: Counter[K] = Counter()
    for key, number in pairs:
        total[key] += number
    return total
