"""Due times of a digest: by the clock of the community's time zone, once a day or week, also when clocks change."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from bot.domain.digest_schedule import find_last_due
from bot.domain.reporting_rules import DigestRules


def rules(**changes: Any) -> DigestRules:
    return DigestRules(**{"every": "day", "at": "09:00", "time_zone": "Europe/Berlin", **changes})


def due_at(of: DigestRules, now: datetime) -> datetime:
    digest = find_last_due(of, "club", now)
    assert digest
    return digest.due_at


def list_due(of: DigestRules, since: datetime, days: int) -> list[datetime]:
    """List the moments at which digests are due, looking every ten minutes as a scheduler would."""
    looks = [since + timedelta(minutes=10 * n) for n in range(days * 24 * 6)]
    found = dict.fromkeys(due_at(of, now) for now in looks)
    return [moment for moment in found if moment >= since]


def test_a_daily_digest_is_of_the_day_before_in_the_time_zone() -> None:
    digest = find_last_due(rules(), "club", datetime(2026, 5, 1, 7, 0, tzinfo=UTC))
    assert digest
    assert digest.due_at == datetime(2026, 5, 1, 7, 0, tzinfo=UTC)
    assert (digest.since, digest.until) == (date(2026, 4, 30), date(2026, 4, 30))
    assert digest.before() == (date(2026, 4, 29), date(2026, 4, 29))


def test_before_its_time_the_last_one_is_that_of_the_day_before() -> None:
    before = datetime(2026, 5, 1, 6, 59, tzinfo=UTC)
    assert due_at(rules(), before) == datetime(2026, 4, 30, 7, 0, tzinfo=UTC)


def test_a_weekly_digest_is_of_the_seven_days_before_its_day() -> None:
    weekly = rules(every="week", on="friday")
    digest = find_last_due(weekly, "club", datetime(2026, 5, 5, 12, tzinfo=UTC))
    assert digest
    assert digest.due_at == datetime(2026, 5, 1, 7, 0, tzinfo=UTC)
    assert (digest.since, digest.until) == (date(2026, 4, 24), date(2026, 4, 30))
    assert digest.before() == (date(2026, 4, 17), date(2026, 4, 23))


@pytest.mark.parametrize(
    ("since", "hours"),
    [
        (datetime(2026, 3, 28, tzinfo=UTC), [8, 7, 7]),  # clocks go forward on the 29th
        (datetime(2026, 10, 24, tzinfo=UTC), [7, 8, 8]),  # and back on the 25th of October
    ],
    ids=["forward", "back"],
)
def test_it_stays_at_nine_on_the_clock_when_clocks_change(
    since: datetime, hours: list[int]
) -> None:
    assert [moment.hour for moment in list_due(rules(), since, 3)] == hours


@pytest.mark.parametrize(
    ("since", "day"),
    [(datetime(2026, 3, 28, tzinfo=UTC), 29), (datetime(2026, 10, 24, tzinfo=UTC), 25)],
    ids=["a time that is left out", "a time that comes twice"],
)
def test_an_hour_that_clocks_leave_out_or_repeat_brings_one_digest(
    since: datetime, day: int
) -> None:
    found = list_due(rules(at="02:30"), since, 3)
    assert [moment.day for moment in found] == [day - 1, day, day + 1]


def test_a_community_may_have_a_time_zone_of_its_own() -> None:
    of = rules(time_zones={"club": "Asia/Kolkata"})
    assert due_at(of, datetime(2026, 5, 1, 12, tzinfo=UTC)) == datetime(
        2026, 5, 1, 3, 30, tzinfo=UTC
    )


def test_without_digests_none_is_due() -> None:
    assert find_last_due(DigestRules(), "club", datetime(2026, 5, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"time_zone": "Berlin"}, "a time zone, as"),
        ({"time_zone": "../etc/passwd"}, "a time zone, as"),
        ({"time_zones": {"club": "CEST+1"}}, "a time zone, as"),
        ({"at": "9 o'clock"}, "a time of day in quotes"),
        ({"at": "09:00:30"}, "a time of day in quotes"),
        ({"every": "hour"}, "'off', 'day' or 'week'"),
        ({"on": "mon"}, "'monday'"),
    ],
    ids=["zone", "path", "zones", "clock", "seconds", "every", "weekday"],
)
def test_a_wrong_rule_is_refused_with_what_is_allowed(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        rules(**wrong)
