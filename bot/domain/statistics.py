"""Many cases counted: the figures of a report. `bot.reports.summary` tells them, `bot.reports.chart` draws them."""

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
    """So many cases of one day that came to the same."""

    day: date
    label: Label | None
    done: Action
    result: OutcomeResult | None
    count: int


@dataclass(frozen=True, slots=True)
class ModerationStats:
    """What is counted of a community from `since` to `until`, both days among them.

    `messages` by what became of them: "scored", "unscored language", "overflowed", "failed".
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
        """Every day, also those on which nothing happened."""
        return [self.since + timedelta(days=n) for n in range((self.until - self.since).days + 1)]

    @property
    def total(self) -> int:
        """All cases."""
        return sum(tally.count for tally in self.cases)

    def by_action(self) -> Counter[Action]:
        """Cases by what was really done."""
        return count((tally.done, tally.count) for tally in self.cases)

    def by_day(self) -> Counter[tuple[date, Action]]:
        """Cases by day and by what was really done."""
        return count(((tally.day, tally.done), tally.count) for tally in self.cases)


def count(pairs: Iterable[tuple[K, int]]) -> Counter[K]:
    """Numbers of equal keys, added up."""
    counted: Counter[K] = Counter()
    for key, number in pairs:
        counted[key] += number
    return counted
