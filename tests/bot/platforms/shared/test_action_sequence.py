"""The order of an action's steps, and the outcome where one of them is refused."""

import pytest

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.notice import Notice
from bot.domain.steps import Step, StepLog
from bot.platforms.shared.action_sequence import run_action
from tests.fakes.messages import make_message

MESSAGE = make_message("you buffoon")
NOTICE = Notice(MESSAGE, 7, "You were removed from here", ())
REFUSED = Outcome.refused("no permission", "Give it.")
LIMITED = Outcome.limited(0.0)


class FakeSteps:
    """Primitives and notifier that keep the order of their calls; `outcomes` by step, else all is done."""

    cuts_contact = (Action.KICK, Action.BAN)

    def __init__(self, **outcomes: list[Outcome]) -> None:
        self.outcomes = outcomes
        self.steps: list[str] = []

    async def warn(self, notice: Notice, steps: StepLog) -> Outcome:  # noqa: ARG002
        return self._take("warn", Action.WARN)

    async def notify(
        self,
        notice: Notice,  # noqa: ARG002
        steps: StepLog,  # noqa: ARG002
        step: Step = Step.NOTICE,  # noqa: ARG002
    ) -> Outcome:
        return self._take("notify", Action.WARN)

    async def foresee_sanction(self, enforcement: Enforcement) -> Outcome | None:  # noqa: ARG002
        self.steps.append("foresee")
        return self.outcomes["foresee"].pop(0) if "foresee" in self.outcomes else None

    async def delete_content(self, enforcement: Enforcement) -> Outcome:  # noqa: ARG002
        return self._take("delete", Action.DELETE)

    async def sanction_author(self, enforcement: Enforcement) -> Outcome:
        return self._take("sanction", enforcement.action)

    def _take(self, step: str, action: Action) -> Outcome:
        self.steps.append(step)
        outcomes = self.outcomes.get(step)
        return outcomes.pop(0) if outcomes else Outcome.done(action)


async def run(enforcement: Enforcement, fake: FakeSteps) -> Outcome:
    return await run_action(enforcement, primitives=fake, notifier=fake)


@pytest.mark.parametrize(
    ("action", "order"),
    [
        (Action.FLAG, []),
        (Action.WARN, ["warn"]),
        (Action.DELETE, ["delete", "notify"]),
        (Action.TIMEOUT, ["delete", "sanction", "notify"]),
        (Action.BAN, ["delete", "foresee", "notify", "sanction"]),
    ],
)
async def test_who_is_sent_away_is_told_before_and_everybody_else_after(
    action: Action, order: list[str]
) -> None:
    fake = FakeSteps()
    outcome = await run(Enforcement(action, MESSAGE, "test", NOTICE), fake)
    assert outcome == Outcome.done(action)
    assert fake.steps == order


async def test_who_is_sent_away_is_told_once_however_long_that_takes() -> None:
    fake = FakeSteps(sanction=[LIMITED, LIMITED])
    enforcement = Enforcement(Action.KICK, MESSAGE, "test", NOTICE)
    assert await run(enforcement, fake) == Outcome.done(Action.KICK)
    assert fake.steps == ["delete", "foresee", "notify", "sanction", "sanction", "sanction"]


@pytest.mark.parametrize("action", [Action.DELETE, Action.KICK])
async def test_a_deletion_that_is_limited_ends_the_sequence(action: Action) -> None:
    fake = FakeSteps(delete=[LIMITED])
    assert await run(Enforcement(action, MESSAGE, "test", NOTICE), fake) == LIMITED
    assert fake.steps == ["delete"]


@pytest.mark.parametrize(
    ("refused", "done", "reason"),
    [
        ("sanction", Action.DELETE, "no permission"),
        ("delete", Action.KICK, "but the message stays: no permission"),
    ],
)
async def test_what_is_allowed_is_done_and_says_what_was_not(
    refused: str, done: Action, reason: str
) -> None:
    outcome = await run(
        Enforcement(Action.KICK, MESSAGE, "test"), FakeSteps(**{refused: [REFUSED]})
    )
    assert outcome == Outcome(OutcomeResult.DONE, done, reason, "Give it.")


async def test_who_cannot_be_sent_away_is_told_of_the_deletion_alone() -> None:
    fake = FakeSteps(foresee=[REFUSED])
    enforcement = Enforcement(Action.BAN, MESSAGE, "test", NOTICE, lesser_notice=NOTICE)
    outcome = await run(enforcement, fake)
    assert (outcome.action, outcome.reason) == (Action.DELETE, "no permission")
    assert fake.steps == ["delete", "foresee", "notify"]


@pytest.mark.parametrize(("is_told", "is_corrected"), [(True, True), (False, False)])
async def test_a_notice_of_what_then_failed_is_corrected_where_it_arrived(
    *, is_told: bool, is_corrected: bool
) -> None:
    fake = FakeSteps(sanction=[REFUSED], notify=[] if is_told else [REFUSED])
    await run(Enforcement(Action.BAN, MESSAGE, "test", NOTICE, correction=NOTICE), fake)
    assert fake.steps[2:] == ["notify", "sanction", *["notify"] * is_corrected]
