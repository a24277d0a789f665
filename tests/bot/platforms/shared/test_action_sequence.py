"""What an action consists of: in which order, and what comes of parts that are refused."""

import pytest

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.notice import Notice
from bot.platforms.shared.action_sequence import run_action
from tests.fakes.messages import make_message

MESSAGE = make_message("you buffoon")
NOTICE = Notice(MESSAGE, 7, "You were removed from here", ())
NO = Outcome.refused("no permission", "Give it.")
LATER = Outcome.limited(0.0)


class FakeHands:
    """Does everything, unless told otherwise, and keeps in which order."""

    def __init__(self, **outcomes: list[Outcome]) -> None:
        self.outcomes = outcomes
        self.done: list[str] = []

    async def warn(self, notice: Notice) -> Outcome:  # noqa: ARG002
        return self._do("warn", Action.WARN)

    async def notify(self, notice: Notice) -> Outcome:  # noqa: ARG002
        return self._do("tell", Action.WARN)

    async def remove(self, enforcement: Enforcement) -> Outcome:  # noqa: ARG002
        return self._do("remove", Action.DELETE)

    async def punish(self, enforcement: Enforcement) -> Outcome:
        return self._do("punish", enforcement.action)

    def _do(self, what: str, action: Action) -> Outcome:
        self.done.append(what)
        told = self.outcomes.get(what)
        return told.pop(0) if told else Outcome.done(action)


@pytest.mark.parametrize(
    ("action", "order"),
    [
        (Action.FLAG, []),
        (Action.WARN, ["warn"]),
        (Action.DELETE, ["remove", "tell"]),
        (Action.TIMEOUT, ["remove", "punish", "tell"]),
        (Action.BAN, ["remove", "tell", "punish"]),
    ],
)
async def test_who_is_sent_away_is_told_before_and_everybody_else_after(
    action: Action, order: list[str]
) -> None:
    hands = FakeHands()
    assert await run_action(Enforcement(action, MESSAGE, "test", NOTICE), hands) == Outcome.done(
        action
    )
    assert hands.done == order


async def test_who_is_sent_away_is_told_once_however_long_that_takes() -> None:
    hands = FakeHands(punish=[LATER, LATER])
    enforcement = Enforcement(Action.KICK, MESSAGE, "test", NOTICE)
    assert await run_action(enforcement, hands) == Outcome.done(Action.KICK)
    assert hands.done == ["remove", "tell", "punish", "punish", "punish"]


async def test_what_is_to_be_removed_later_is_left_to_whoever_asked() -> None:
    hands = FakeHands(remove=[LATER])
    assert await run_action(Enforcement(Action.KICK, MESSAGE, "test", NOTICE), hands) == LATER
    assert hands.done == ["remove"]


@pytest.mark.parametrize(
    ("refused", "done", "reason"),
    [
        ("punish", Action.DELETE, "no permission"),
        ("remove", Action.KICK, "but the message stays: no permission"),
    ],
)
async def test_what_is_allowed_is_done_and_says_what_was_not(
    refused: str, done: Action, reason: str
) -> None:
    outcome = await run_action(
        Enforcement(Action.KICK, MESSAGE, "test"), FakeHands(**{refused: [NO]})
    )
    assert outcome == Outcome(OutcomeResult.DONE, done, reason, "Give it.")
