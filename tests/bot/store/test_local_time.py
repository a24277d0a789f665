"""Days and hours in a time zone are counted in the database, also where its clocks are put forward meanwhile."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.actions import Action, Outcome
from bot.store.local_time import find_offsets
from bot.store.store import Store
from tests.bot.store.conftest import make_verdict
from tests.fakes.messages import make_message

BERLIN = ZoneInfo("Europe/Berlin")
FORWARD = datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_the_offsets_of_a_zone_are_found_with_the_moments_from_which_they_hold() -> None:
    begin, end = FORWARD - timedelta(days=2), FORWARD + timedelta(days=2)
    first, second = int(begin.timestamp()), int(FORWARD.timestamp())
    assert find_offsets(begin, end, BERLIN) == [(first, 3_600), (second, 7_200)]
    kathmandu = ZoneInfo("Asia/Kathmandu")
    assert find_offsets(begin, end, kathmandu) == [(first, 20_700)]


async def test_a_case_is_counted_on_the_day_and_in_the_hour_of_the_zone(store: Store) -> None:
    moments = (
        datetime(2026, 3, 28, 23, 5, tzinfo=UTC),
        datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC),
    )
    for number, sent_at in enumerate(moments):
        case = await store.cases.open(
            make_message(id=f"m{number}", sent_at=sent_at), make_verdict()
        )
        assert case
        await store.cases.close(case, Outcome.done(Action.FLAG))
    counted = await store.statistics.count(
        platform="fake",
        community="club",
        since=date(2026, 3, 29),
        until=date(2026, 3, 30),
        zone=BERLIN,
    )
    assert [(count.day.day, count.count) for count in counted.cases] == [(29, 1), (30, 1)]
    assert counted.hours == {0: 2}
