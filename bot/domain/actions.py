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


class Result(Enum):
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

    result: Result
    action: Action = Action.NONE
    reason: str = ""
    remedy: str = ""
    retry_after: float = 0.0

    @property
    def is_in_force(self) -> bool:
        """Whether things are as was wanted: it was done, or there was nothing left to do it to."""
        return self.result in (Result.DONE, Result.GONE)

    @classmethod
    def done(cls, action: Action) -> Self:
        """It was done."""
        return cls(Result.DONE, action)

    @classmethod
    def gone(cls, action: Action) -> Self:
        """There was nothing left to do it to: as good as done."""
        return cls(Result.GONE, action)

    @classmethod
    def refused(cls, reason: str, remedy: str) -> Self:
        """The platform said no; `remedy` tells the owner in one sentence what would help."""
        return cls(Result.REFUSED, reason=reason, remedy=remedy)

    @classmethod
    def limited(cls, retry_after: float) -> Self:
        """The platform asks to wait so many seconds."""
        return cls(Result.LIMITED, retry_after=retry_after)

    @classmethod
    def withheld(cls, reason: str) -> Self:
        """It would have been done."""
        return cls(Result.WITHHELD, reason=reason)


@dataclass(frozen=True, slots=True)
class Deed:
    """An action on a message and its `parts`, and all that it takes to do it.

    `why` is one line for the platform's own log of what moderators did; it holds no text of a member.
    `notice` is for the author: the whole of a WARN, and said before a KICK or BAN cuts the way to them;
    that it cannot be delivered spoils no other action. `lasts` is how long a TIMEOUT is. `deletes` says
    whether an action that is harsher than DELETE deletes the message too; a moderator's button does not.
    `asked` is the action that was asked for, where the platform has nothing so harsh: it says why.
    """

    action: Action
    message: Message
    why: str
    notice: Notice | None = None
    lasts: timedelta = timedelta(hours=1)
    deletes: bool = True
    asked: Action | None = None


class Actor(Protocol):
    """Whoever acts on a message: a platform, or `DryRun` in its place."""

    @property
    def supported(self) -> Collection[Action]:
        """The actions it can do; NONE and FLAG are always among them."""
        ...

    @property
    def reversible(self) -> Collection[Action]:
        """The actions it can take back, of TIMEOUT and BAN."""
        ...

    async def act(self, deed: Deed) -> Outcome:
        """Do one supported action. Doing it twice must be the same as doing it once."""
        ...

    async def undo(self, deed: Deed) -> Outcome:
        """Take back one reversible action; that it no longer holds is `gone`, as good as done."""
        ...


def nearest(action: Action, supported: Collection[Action]) -> Action:
    """The harshest supported action that is no harsher than the one asked for.

    >>> nearest(Action.BAN, [Action.NONE, Action.FLAG, Action.DELETE])
    <Action.DELETE: 'delete'>
    """
    return max((possible for possible in supported if possible <= action), default=Action.NONE)


async def carry_out(deed: Deed, *, actor: Actor) -> Outcome:
    """Do what is supported, however often we are asked to wait."""
    return await insist(lambda: actor.act(deed))


async def take_back(deed: Deed, *, actor: Actor) -> Outcome:
    """Undo what is reversible, however often we are asked to wait."""
    return await insist(lambda: actor.undo(deed))


async def insist(ask: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Ask, and wait and ask again for as long as the answer is to come later."""
    while True:
        outcome = await ask()
        if outcome.result is not Result.LIMITED:
            return outcome
        await asyncio.sleep(outcome.retry_after)
