"""What can be done about a message, and what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from functools import total_ordering
from typing import Protocol, Self

from bot.domain.message import Message
from bot.domain.notice import Notice


@total_ordering
class Action(Enum):
    """What can be done, mildest first: `min` and `max` compare by harshness."""

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


_HARSHNESS = {action: place for place, action in enumerate(Action)}


class OutcomeResult(Enum):
    """How a platform may answer. Anything else it does is a bug and is raised."""

    DONE = "done"
    GONE = "gone"
    """The message was not there any more, which is what was wanted."""
    REFUSED = "refused"
    LIMITED = "limited"
    """Not yet: ask again after `retry_after` seconds."""
    WITHHELD = "withheld"
    """Deliberately not done: shadow mode or a dry run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an action. `action` is what was really done, NONE where nothing was."""

    result: OutcomeResult
    action: Action = Action.NONE
    reason: str = ""
    remedy: str = ""
    retry_after: float = 0.0

    @property
    def is_in_force(self) -> bool:
        """Whether things are as was wanted: it was done, or there was nothing left to do it to."""
        return self.result in (OutcomeResult.DONE, OutcomeResult.GONE)

    @classmethod
    def done(cls, action: Action) -> Self:
        """It was done."""
        return cls(OutcomeResult.DONE, action)

    @classmethod
    def gone(cls, action: Action) -> Self:
        """There was nothing left to do it to: as good as done."""
        return cls(OutcomeResult.GONE, action)

    @classmethod
    def refused(cls, reason: str, remedy: str) -> Self:
        """The platform said no; `remedy` tells the owner in one sentence what would help."""
        return cls(OutcomeResult.REFUSED, reason=reason, remedy=remedy)

    @classmethod
    def limited(cls, retry_after: float) -> Self:
        """The platform asks to wait so many seconds."""
        return cls(OutcomeResult.LIMITED, retry_after=retry_after)

    @classmethod
    def withheld(cls, reason: str) -> Self:
        """It would have been done."""
        return cls(OutcomeResult.WITHHELD, reason=reason)


@dataclass(frozen=True, slots=True)
class Enforcement:
    """An action on a message and its `parts`, and all that it takes to do it.

    `why` is one line for the platform's own log of what moderators did; it holds no text of a member.
    `notice` is for the author: the whole of a WARN, and said before a KICK or BAN cuts the way to them;
    that it cannot be delivered spoils no other action. `lasts` is how long a TIMEOUT is. `deletes` says
    whether an action that is harsher than DELETE deletes the message too; a moderator's button does not.
    `asked` is the action that was asked for, where the platform has nothing so harsh: it says why.
    """

    action: Action
    message: Message
    audit_reason: str
    notice: Notice | None = None
    duration: timedelta = timedelta(hours=1)
    deletes_message: bool = True
    requested: Action | None = None


class Enforcer(Protocol):
    """Whoever acts on a message: a platform, or `DryRun` in its place."""

    @property
    def supported(self) -> Collection[Action]:
        """The actions it can do; NONE and FLAG are always among them."""
        ...

    @property
    def reversible(self) -> Collection[Action]:
        """The actions it can take back, of TIMEOUT and BAN."""
        ...

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """Do one supported action. Doing it twice must be the same as doing it once."""
        ...

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """Take back one reversible action; that it no longer holds is `gone`, as good as done."""
        ...


def nearest_supported(action: Action, supported: Collection[Action]) -> Action:
    """The harshest supported action that is no harsher than the one asked for.

    >>> nearest(Action.BAN, [Action.NONE, Action.FLAG, Action.DELETE])
    <Action.DELETE: 'delete'>
    """
    return max((possible for possible in supported if possible <= action), default=Action.NONE)


async def carry_out(enforcement: Enforcement, *, actor: Enforcer) -> Outcome:
    """Do what is supported, however often we are asked to wait."""
    return await retry_while_limited(lambda: actor.enforce(enforcement))


async def take_back(enforcement: Enforcement, *, actor: Enforcer) -> Outcome:
    """Undo what is reversible, however often we are asked to wait."""
    return await retry_while_limited(lambda: actor.undo(enforcement))


async def retry_while_limited(ask: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Ask, and wait and ask again for as long as the answer is to come later."""
    while True:
        outcome = await ask()
        if outcome.result is not OutcomeResult.LIMITED:
            return outcome
        await asyncio.sleep(outcome.retry_after)
