"""Steps of acting on a case, recorded before and after: a restart repeats only what may be repeated. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from bot.domain.actions import Action, Outcome, OutcomeResult

CLOCK_MARGIN = timedelta(minutes=1)
"""Longest time by which the clocks of the database and of a platform differ."""


class Step(StrEnum):
    """A step of acting on a case, with an effect of its own on the platform."""

    DELETE = "delete"
    NOTICE = "notice"
    """A direct message to the author: a warning, or a notice of what was done."""
    CORRECTION = "correction"
    """A notice that takes back another, as what it said was then refused."""
    POST = "post"
    """The notice to the author in the channel that they wrote in."""
    SANCTION = "sanction"
    """A timeout, a kick or a ban."""
    LIFT_TIMEOUT = "lift timeout"
    LIFT_BAN = "lift ban"
    RESTORE = "restore"
    ALERT = "alert"


MAY_HAVE_ARRIVED = Outcome(
    OutcomeResult.DONE,
    Action.WARN,
    "I was stopped while I sent it, and cannot tell whether it arrived",
)
"""The outcome of a notice that may have been sent, and is not sent again."""


@dataclass(frozen=True, slots=True)
class StepRecord:
    """The record of a step.

    `begun_at`: when it was first begun. `is_repeated`: it was begun before and its end is not known, so
    that its effect may be there. `ends_at`: the end of a timeout, as it was planned first. `outcome`: that of
    a step that is finished, and is not taken again.
    """

    begun_at: datetime
    is_repeated: bool = False
    ends_at: datetime | None = None
    outcome: Outcome | None = None

    @property
    def sent_since(self) -> datetime | None:
        """Return since when a message of this step may stand on the platform; None if it is not there."""
        return self.begun_at - CLOCK_MARGIN if self.is_repeated else None


class StepLog(Protocol):
    """A log of the steps of one action, or of one alert."""

    @property
    def key(self) -> str:
        """The name of the action, which no other action of the bot has."""
        ...

    async def find(self, step: Step) -> StepRecord | None:
        """Return the record of a step; None if it was never begun."""
        ...

    async def begin(self, step: Step, *, ends_at: datetime | None = None) -> StepRecord:
        """Record, durably, that a step begins; return what is known of it."""
        ...

    def finish(self, step: Step, outcome: Outcome) -> None:
        """Note the outcome of a step: it is stored with the next step, or by the action's own outcome."""
        ...


def lift_step(action: Action) -> Step:
    """Return the step that undoes a reversible action."""
    if action is Action.DELETE:
        return Step.RESTORE
    return Step.LIFT_BAN if action is Action.BAN else Step.LIFT_TIMEOUT


def make_nonce(steps: StepLog, step: Step) -> str:
    """Make the nonce of a step's message: 24 characters, the same whenever the step is repeated."""
    return hash_nonce(steps.key, step)


def hash_nonce(*parts: str) -> str:
    """Make a nonce of 24 characters of what tells a message from all others."""
    return sha256(" ".join(parts).encode()).hexdigest()[:24]


def finish_unless_limited(steps: StepLog, step: Step, outcome: Outcome) -> Outcome:
    """Note the outcome of a step unless it is to be tried again; return it."""
    if outcome.result is not OutcomeResult.LIMITED:
        steps.finish(step, outcome)
    return outcome
