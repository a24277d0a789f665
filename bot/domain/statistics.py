"""Moderation statistics of a community. `bot.reports.summary` and `bot.reports.chart` show them. Pure."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from bot.domain.actions import Action, OutcomeResult
from bot.domain.buttons import Button
from classifier import Label

K = TypeVar("K", bound=Hashable)

ERASED = "erased-"
"""Beginning of the made-up ids of members who were erased."""


@dataclass(frozen=True, slots=True)
class CaseCount:
    """The number of cases of one day with the same label, action done and result."""

    day: date
    label: Label | None
    done: Action
    result: OutcomeResult | None
    count: int


@dataclass(frozen=True, slots=True)
class AppealStats:
    """Appeals: how many, and how long each that was answered waited, shortest first."""

    count: int = 0
    waits: tuple[timedelta, ...] = ()

    @property
    def typical_wait(self) -> timedelta | None:
        """The wait that half of those answered were within; None where none was."""
        return self.waits[(len(self.waits) - 1) // 2] if self.waits else None


@dataclass(frozen=True, slots=True)
class CaseStats:
    """Statistics of messages and cases in a community from `since` to `until`, both days included, in its time zone.

    `messages` by counter: "scored", "unscored language", "overflowed", "failed". `authors`: how many people the cases are of.
    """

    since: date
    until: date
    messages: Mapping[str, int]
    cases: Sequence[CaseCount]
    authors: int

    @property
    def total(self) -> int:
        """Return the number of all cases."""
        return sum(each.count for each in self.cases)

    def by_action(self) -> Counter[Action]:
        """Count cases by the action that was really done."""
        return sum_counts((each.done, each.count) for each in self.cases)


@dataclass(frozen=True, slots=True)
class ModerationStats(CaseStats):
    """The statistics of a report: also what people did about the cases, and when and where these were.

    `dismissed`: those of `cases` that moderators took back as false alarms. `hours` of the day, `channels` and
    `languages`: their cases. `repeated`: ids of authors of more than one case, those of most first.
    """

    decisions: Mapping[Button, int]
    member_reports: int
    appeals: int
    dismissed: Sequence[CaseCount] = ()
    hours: Mapping[int, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    repeated: Mapping[str, int] = field(default_factory=dict)
    answers: AppealStats = AppealStats()

    @property
    def days(self) -> list[date]:
        """Return every day, also those without cases."""
        return [self.since + timedelta(days=n) for n in range((self.until - self.since).days + 1)]

    @property
    def seen(self) -> int:
        """Return the number of all messages, also of those that were not scored."""
        return sum(self.messages.values())

    @property
    def false_alarms(self) -> int:
        """Return the number of cases that moderators took back."""
        return sum(each.count for each in self.dismissed)

    def by_day(self) -> Counter[tuple[date, Action]]:
        """Count cases by day and by the action that was really done."""
        return sum_counts(((each.day, each.done), each.count) for each in self.cases)

    def dismissed_by_day(self) -> Counter[tuple[date, Action]]:
        """Count the cases that were taken back, in the same way."""
        return sum_counts(((each.day, each.done), each.count) for each in self.dismissed)


def sum_counts(pairs: Iterable[tuple[K, int]]) -> Counter[K]:
    """Add up the counts of equal keys: [("a", 1), ("a", 2)] -> {"a": 3}."""
    total: Counter[K] = Counter()
    for key, number in pairs:
        total[key] += number
    return total
