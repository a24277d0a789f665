"""Actions on messages and their authors, requests to enforce them, and their outcomes. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import total_ordering
from typing import TYPE_CHECKING, Protocol, Self

from bot.domain.message import Author, Message
from bot.domain.notice import Notice

if TYPE_CHECKING:  # its outcomes are those of this module
    from bot.domain.steps import StepLog


@total_ordering
class Action(Enum):
    """An action on a message or its author, mildest first: `min` and `max` compare by harshness."""

    NONE = "none"
    FLAG = "flag"
    WARN = "warn"
    DELETE = "delete"
    TIMEOUT = "timeout"
    KICK = "kick"
    BAN = "ban"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Action):
            return NotImplemented
        return _HARSHNESS[self] < _HARSHNESS[other]


_HARSHNESS = {action: rank for rank, action in enumerate(Action)}


class OutcomeResult(Enum):
    """Result of an action. Anything else that a platform answers is a bug, and is raised."""

    DONE = "done"
    GONE = "gone"
    """There was nothing left to act on, which is as good as done."""
    REFUSED = "refused"
    LIMITED = "limited"
    """Rate limited: to be tried again after `retry_after` seconds."""
    WITHHELD = "withheld"
    """Deliberately not done: in shadow mode or a dry run."""


@dataclass(frozen=True, slots=True)
class TimeoutSpan:
    """A timeout that the bot has set: its end, and that of the one which somebody set before, if it ran."""

    ends_at: datetime
    former_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of an action. `action` is what was really done, NONE where nothing was.

    `timeout` is what a TIMEOUT has set: by it an undo tells the bot's own from a person's.
    """

    result: OutcomeResult
    action: Action = Action.NONE
    reason: str = ""
    remedy: str = ""
    retry_after: float = 0.0
    timeout: TimeoutSpan | None = field(default=None, compare=False)

    @property
    def is_in_force(self) -> bool:
        """Return True if the action was done, or there was nothing left to act on."""
        return self.result in (OutcomeResult.DONE, OutcomeResult.GONE)

    @classmethod
    def done(cls, action: Action) -> Self:
        """Build the outcome of an action that was done."""
        return cls(OutcomeResult.DONE, action)

    @classmethod
    def gone(cls, action: Action, reason: str = "") -> Self:
        """Build the outcome of an action for which there was nothing left to act on, and why not."""
        return cls(OutcomeResult.GONE, action, reason)

    @classmethod
    def refused(cls, reason: str, remedy: str) -> Self:
        """Build a refusal by the platform; `remedy` tells the owner in one sentence what would help."""
        return cls(OutcomeResult.REFUSED, reason=reason, remedy=remedy)

    @classmethod
    def limited(cls, retry_after: float) -> Self:
        """Build a rate limit: the platform asks to wait so many seconds."""
        return cls(OutcomeResult.LIMITED, retry_after=retry_after)

    @classmethod
    def withheld(cls, reason: str) -> Self:
        """Build the outcome of an action that was held back."""
        return cls(OutcomeResult.WITHHELD, reason=reason)


@dataclass(frozen=True, slots=True)
class Enforcement:
    """A request to enforce an action on a message and its `parts`.

    `audit_reason` is one line for the platform's audit log, without any text of a member. `notice` is
    for the author: for WARN it is the action; for KICK and BAN it is sent first, as they end the way to
    them. Failing to deliver it fails no other action. `duration` is that of a TIMEOUT. `deletes_message`:
    an action harsher than DELETE deletes the message too; a moderator's button does not. `requested` is
    the action that was wanted, where the platform supports none so harsh: the outcome says why. `by` is
    the moderator who asks for it, None for the policy: what a person asks for is always tried. `steps` is the
    log of what was done of it, None where nothing is recorded; `ends_at` the end of a TIMEOUT once it is set.

    `is_told_later`: without `notice`, as its author will be told of it with others.
    `lesser_notice` stands in for `notice` where only the message was deleted. `correction` takes `notice`
    back where it was sent before a deed that failed. `own_timeouts`: those that may be lifted by an undo.
    `clear_days`: days of the author's messages that a BAN deletes, 0 to 7.
    """

    action: Action
    message: Message
    audit_reason: str
    notice: Notice | None = None
    is_told_later: bool = False
    duration: timedelta = timedelta(hours=1)
    deletes_message: bool = True
    requested: Action | None = None
    by: Author | None = None
    steps: "StepLog | None" = field(default=None, compare=False)
    ends_at: datetime | None = None
    lesser_notice: Notice | None = None
    correction: Notice | None = None
    own_timeouts: tuple[TimeoutSpan, ...] = ()
    clear_days: int = 0


TOLD_LATER = "its author is told of it with the others, in one message"
"""Reason of an outcome whose notice is told with others."""


class Enforcer(Protocol):
    """An executor of enforcements: a platform, or `DryRun` in its place."""

    @property
    def supported(self) -> Collection[Action]:
        """The actions that it can carry out; NONE and FLAG are always among them."""
        ...

    def supported_on(self, message: Message) -> Collection[Action]:
        """Return those of them that can be carried out on this message and its author."""
        ...

    def reversible_on(self, message: Message) -> Collection[Action]:
        """Return those that it can undo of what was done about this message: of a name, DELETE may be too."""
        ...

    @property
    def reversible(self) -> Collection[Action]:
        """The actions that it can undo, of TIMEOUT and BAN."""
        ...

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """Carry out one supported action; idempotent."""
        ...

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """Undo one reversible action; idempotent: GONE if it no longer holds."""
        ...


def nearest_supported(action: Action, supported: Collection[Action]) -> Action:
    """Return the harshest supported action that is no harsher than the one asked for.

    >>> nearest_supported(Action.BAN, [Action.NONE, Action.FLAG, Action.DELETE])
    <Action.DELETE: 'delete'>
    """
    return max((possible for possible in supported if possible <= action), default=Action.NONE)
