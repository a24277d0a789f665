"""Actions that are taken up again: finished steps are not repeated, and the others come to the same end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.notice import Notice
from bot.domain.steps import MAY_HAVE_ARRIVED, Step, StepLog, StepRecord
from bot.platforms.shared.action_sequence import run_action
from tests.bot.platforms.shared.test_action_sequence import MESSAGE, NOTICE, FakeSteps


class EarlierRun:
    """Step log as an earlier run has left it."""

    key = "case 7"

    def __init__(self, **records: StepRecord) -> None:
        self.records = {Step(name): record for name, record in records.items()}

    async def find(self, step: Step) -> StepRecord | None:
        return self.records.get(step)

    async def begin(self, step: Step, *, ends_at: datetime | None = None) -> StepRecord:
        return self.records.get(step) or StepRecord(datetime.now(UTC), ends_at=ends_at)

    def finish(self, step: Step, outcome: Outcome) -> None:
        self.records[step] = replace(StepRecord(datetime.now(UTC)), outcome=outcome)


class Witness(FakeSteps):
    """Keeps the end of the sanction, too, and says of notices what a test sets."""

    def __init__(self, *, told: Outcome | None = None, **outcomes: list[Outcome]) -> None:
        super().__init__(**outcomes)
        self.told = told or Outcome.done(Action.WARN)
        self.ends_at: datetime | None = None

    async def notify(self, notice: Notice, steps: StepLog, step: Step = Step.NOTICE) -> Outcome:
        await super().notify(notice, steps, step)
        return self.told

    async def sanction_author(self, enforcement: Enforcement) -> Outcome:
        self.ends_at = enforcement.ends_at
        return await super().sanction_author(enforcement)


BEGUN = StepRecord(datetime.now(UTC) - timedelta(minutes=9), is_repeated=True)


def finished(action: Action) -> StepRecord:
    return replace(BEGUN, outcome=Outcome.done(action))


async def run(action: Action, fake: Witness, earlier: EarlierRun) -> Outcome:
    enforcement = Enforcement(action, MESSAGE, "test", NOTICE, correction=NOTICE, steps=earlier)
    return await run_action(enforcement, primitives=fake, notifier=fake)


async def test_a_step_that_is_finished_is_not_taken_again() -> None:
    fake = Witness()
    earlier = EarlierRun(delete=finished(Action.DELETE), sanction=finished(Action.TIMEOUT))
    assert await run(Action.TIMEOUT, fake, earlier) == Outcome.done(Action.TIMEOUT)
    assert fake.steps == ["notify"]


async def test_a_timeout_that_is_repeated_ends_when_it_was_to_end_first() -> None:
    fake, end = Witness(), datetime.now(UTC) + timedelta(minutes=51)
    await run(Action.TIMEOUT, fake, EarlierRun(sanction=replace(BEGUN, ends_at=end)))
    assert fake.ends_at == end


async def test_who_is_gone_when_a_kick_is_repeated_was_kicked() -> None:
    fake = Witness(sanction=[Outcome.gone(Action.KICK)])
    earlier = EarlierRun(
        delete=finished(Action.DELETE), notice=finished(Action.WARN), sanction=BEGUN
    )
    assert await run(Action.KICK, fake, earlier) == Outcome.done(Action.KICK)
    assert fake.steps == ["notify", "sanction"]  # no correction follows


@pytest.mark.parametrize("gone", [Outcome.gone(Action.DELETE), Outcome.done(Action.DELETE)])
async def test_an_author_is_told_also_where_the_message_was_gone_already(gone: Outcome) -> None:
    fake = Witness(delete=[gone])
    assert await run(Action.DELETE, fake, EarlierRun()) == gone
    assert fake.steps == ["delete", "notify"]


async def test_a_case_says_that_its_author_may_not_have_been_told() -> None:
    outcome = await run(Action.DELETE, Witness(told=MAY_HAVE_ARRIVED), EarlierRun())
    assert outcome.reason == "its author may not have been told, as I was stopped meanwhile"
