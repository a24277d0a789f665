"""The shared clock: the machine's until a database has told its own."""

from datetime import timedelta

from bot.domain.steps import Step
from bot.store.shared_clock import SharedClock
from bot.store.steps import action_part
from bot.store.store import Store
from tests.bot.conftest import Capture
from tests.bot.store.conftest import make_verdict
from tests.fakes.clock import Clock
from tests.fakes.messages import NOON, make_message

MINUTE = timedelta(minutes=1)


def test_it_goes_on_from_the_time_that_the_database_told() -> None:
    machine = Clock(NOON + 5 * MINUTE)
    clock = SharedClock(machine)
    assert clock.now() == NOON + 5 * MINUTE
    clock.adjust(NOON)
    assert clock.now() == NOON
    machine.now += MINUTE
    assert clock.now() == NOON + MINUTE


def test_a_machine_whose_clock_is_far_off_is_named_once(capture: Capture) -> None:
    clock = SharedClock(Clock(NOON + 5 * MINUTE))
    for _ in range(2):
        clock.adjust(NOON)
    assert capture.text.count('"seconds_ahead": 300') == 1


def test_a_clock_that_is_a_little_off_is_not_worth_a_word(capture: Capture) -> None:
    SharedClock(Clock(NOON + MINUTE / 2)).adjust(NOON)
    assert capture.text == ""


async def test_steps_that_another_process_may_look_for_begin_by_it(store: Store) -> None:
    case = await store.cases.open(make_message(), make_verdict())
    assert case
    store.clock.adjust(NOON)
    record = await store.steps.open(case, action_part(case)).begin(Step.NOTICE)
    assert record.begun_at - NOON < MINUTE
