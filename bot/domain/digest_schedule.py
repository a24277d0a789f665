"""The schedule of digests: when the last one was due, and of which days it is. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.domain.reporting_rules import DigestRules

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest: when it was due, and the days that it is about, both included."""

    due_at: datetime
    since: date
    until: date

    @property
    def days(self) -> int:
        """The number of its days."""
        return (self.until - self.since).days + 1

    def before(self) -> tuple[date, date]:
        """Return as many days before, the first and the last."""
        return self.since - timedelta(days=self.days), self.since - timedelta(days=1)


def find_last_due(rules: DigestRules, community: str, now: datetime) -> Digest | None:
    """Return the last digest that is due in a community at a moment; None where digests are off.

    A time that a change of clocks leaves out comes an hour later, and one that it repeats comes once.
    """
    if rules.every == "off":
        return None
    zone = rules.zone_of(community)
    day = now.astimezone(zone).date()
    while not _is_on(rules, day) or _due_at(rules, community, day) > now:
        day -= timedelta(days=1)
    last = day - timedelta(days=1)
    return Digest(_due_at(rules, community, day), last - timedelta(days=rules.days - 1), last)


def _is_on(rules: DigestRules, day: date) -> bool:
    return rules.every == "day" or _WEEKDAYS[day.weekday()] == rules.on


def _due_at(rules: DigestRules, community: str, day: date) -> datetime:
    return datetime.combine(day, rules.clock, rules.zone_of(community)).astimezone(UTC)
