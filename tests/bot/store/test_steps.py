"""Steps of a case: what is known of them after a restart."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.actions import Action, Outcome
from bot.domain.case import Case
from bot.domain.steps import Step, make_nonce
from bot.store.steps import action_part, alert_part
from bot.store.store import Store
from tests.bot.store.conftest import make_verdict
from tests.fakes.messages import make_message

DELETED = Outcome.done(Action.DELETE)


async def open_case(store: Store) -> Case:
    case = await store.cases.open(make_message("you buffoon"), make_verdict())
    assert case
    return case


async def test_a_step_that_was_begun_is_repeated_and_keeps_its_end(store: Store) -> None:
    case = await open_case(store)
    end = datetime.now(UTC) + timedelta(hours=1)
    first = store.steps.open(case, action_part(case), is_new=True)
    begun = await first.begin(Step.SANCTION, ends_at=end)
    assert not begun.is_repeated
    assert begun.sent_since is None

    after_restart = store.steps.open(case, action_part(case))
    later = end + timedelta(minutes=5)
    record = await after_restart.begin(Step.SANCTION, ends_at=later)
    assert record.is_repeated
    assert record.ends_at == end
    assert record.sent_since
    assert record.sent_since < begun.begun_at
    assert make_nonce(after_restart, Step.NOTICE) == make_nonce(first, Step.NOTICE)


async def test_an_outcome_is_stored_with_the_next_step(store: Store) -> None:
    case = await open_case(store)
    steps = store.steps.open(case, action_part(case), is_new=True)
    steps.finish(Step.DELETE, DELETED)
    unknown = await store.steps.open(case, action_part(case)).find(Step.DELETE)
    assert unknown is None
    await steps.begin(Step.NOTICE)
    known = await store.steps.open(case, action_part(case)).find(Step.DELETE)
    assert known
    assert known.outcome == DELETED


async def test_parts_of_a_case_know_nothing_of_each_other(store: Store) -> None:
    case = await open_case(store)
    await store.steps.open(case, action_part(case), is_new=True).begin(Step.NOTICE)
    assert await store.steps.open(case, alert_part(case)).find(Step.NOTICE) is None


async def test_a_withdrawn_step_is_a_first_one_again(store: Store) -> None:
    case = await open_case(store)
    steps = store.steps.open(case, alert_part(case), is_new=True)
    await steps.begin(Step.ALERT)
    await steps.withdraw(Step.ALERT)
    again = await store.steps.open(case, alert_part(case)).begin(Step.ALERT)
    assert not again.is_repeated


async def test_nothing_is_left_of_what_is_done(store: Store, engine: AsyncEngine) -> None:
    case = await open_case(store)
    await store.steps.open(case, action_part(case), is_new=True).begin(Step.NOTICE)
    await store.steps.open(case, alert_part(case), is_new=True).begin(Step.ALERT)
    closed = await store.cases.close(case, DELETED)
    await store.cases.mark_alerted(closed)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM steps")) == 0
