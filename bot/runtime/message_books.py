"""Books of messages: each that came is decided on, or was shed; the counts balance exactly.

seen = decided (scored + unscored + failed) + shed + waiting to be read again
"""

from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.case import Case
from bot.domain.message import Message
from bot.runtime.overflow import Overflow
from bot.runtime.result import Duplicate, Failed, HandedOn, PipelineResult
from classifier import Unscored

SHED = "overflowed"
"""The counter of messages that were shed and never decided on."""

_Place: TypeAlias = tuple[str, str]
"""A community, and the thread or channel of it that is read again as one."""


@dataclass(frozen=True, slots=True)
class Shedding:
    """The shed messages of a community: how many in all, still to be read again, and given up."""

    shed: int
    waiting: int
    given_up: int


class MessageBooks:
    """Books of one platform; counts are since the start."""

    def __init__(self) -> None:
        self.decided: Counter[str] = Counter()
        """Messages by "scored", "failed", "unscored language" and "handed on"."""
        self.given_up = 0
        """Messages that were shed, and could not be read again."""
        self._waiting: dict[_Place, set[int]] = {}
        """Hashes of the keys of shed messages."""
        self._shed_of: Counter[str] = Counter()
        self._given_up_of: Counter[str] = Counter()

    @property
    def waiting(self) -> int:
        """The number of messages that were shed and are to be read again."""
        return sum(map(len, self._waiting.values()))

    @property
    def seen(self) -> int:
        """The number of messages that came, however often each was delivered."""
        return self.decided.total() + self.given_up + self.waiting

    def record(self, message: Message, result: PipelineResult) -> str:
        """Record a result; return the stored counter that the message belongs to now, "" for none."""
        if isinstance(result, Duplicate):
            self._settle(message)  # it was shed when it came again, and is decided on by who has it
            return ""
        if isinstance(result, Overflow):
            self._shed(message)
            return ""
        self._settle(message)
        kind = _decision(result)
        self.decided[kind] += 1
        return "" if isinstance(result, HandedOn) else kind  # whoever judges it counts it

    def give_up(self, place: str) -> dict[str, int]:
        """Give up what was shed in a thread or channel and did not come again; count it by community."""
        counts: dict[str, int] = {}
        for community, name in list(self._waiting):
            if name == place:
                counts[community] = number = len(self._waiting.pop((community, name)))
                self.given_up += number
                self._given_up_of[community] += number
        return counts

    def has_shed(self, community: str) -> bool:
        """Return whether any message was shed in a community since `close`."""
        return community in self._shed_of

    def shedding(self, community: str) -> Shedding:
        """Return what was shed in a community since `close`."""
        waiting = sum(len(keys) for place, keys in self._waiting.items() if place[0] == community)
        return Shedding(self._shed_of[community], waiting, self._given_up_of[community])

    def close(self, community: str) -> None:
        """Begin to count a community's shed messages anew."""
        del self._shed_of[community], self._given_up_of[community]

    def _shed(self, message: Message) -> None:
        keys = self._waiting.setdefault(_place(message), set())
        before = len(keys)
        keys.add(hash(message.key))
        self._shed_of[message.community] += len(keys) - before

    def _settle(self, message: Message) -> None:
        if keys := self._waiting.get(_place(message)):
            keys.discard(hash(message.key))
            if not keys:
                del self._waiting[_place(message)]


def _place(message: Message) -> _Place:
    return message.community, message.thread or message.channel


def _decision(result: PipelineResult) -> str:
    match result:
        case Failed():
            return "failed"
        case HandedOn():
            return "handed on"
        case Case(verdict=verdict):
            scores = verdict.scores
        case Duplicate() | Overflow():
            raise AssertionError
        case _:
            scores = result.scores
    return f"unscored {scores.reason}" if isinstance(scores, Unscored) else "scored"
