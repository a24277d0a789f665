"""What goes on between a platform and us, in figures: counted while it happens, read by `bot.health`.

A platform that keeps a connection tells of it: `connected`, `lost`, and `heard` for each heartbeat
that is answered. One that tells nothing counts as connected while it is entered.
"""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from bot.domain.case import Case
from bot.domain.verdict import Verdict
from bot.runtime.async_scorer import Overflow
from bot.runtime.result import Duplicate, Failed, PipelineResult

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
"""Seconds up to which answers are counted together; the last count is of the slower ones."""


class PlatformStats:
    """One platform's figures. `now` is a clock in seconds that never goes back."""

    def __init__(self, platform: str, *, now: Callable[[], float] = time.monotonic) -> None:
        self.platform = platform
        self.is_connected = False
        self.results: Counter[str] = Counter()
        """Messages answered, by what the answer is: "verdict", "case", "redelivered", "failed"."""
        self.outcomes: Counter[tuple[str, str]] = Counter()
        """Cases closed, by what was really done and by result: ("delete", "done")."""
        self.seconds = 0.0
        """From the coming of a message to its answer, all of them together."""
        self.buckets = [0] * (len(BUCKETS) + 1)
        self._now = now
        self._heard_at: float | None = None
        self._answered_at = now()
        self._waiting: dict[object, float] = {}

    def connected(self) -> None:
        """Events can come from now on."""
        self.is_connected = True

    def disconnected(self) -> None:
        """No event can come until it is connected again."""
        self.is_connected = False
        self._heard_at = None

    def heartbeat(self) -> None:
        """The other side is there: it has answered a heartbeat."""
        self._heard_at = self._now()

    @property
    def silent_for(self) -> float | None:
        """Seconds since it was last heard; None where it does not tell."""
        return None if self._heard_at is None else self._now() - self._heard_at

    @property
    def waiting(self) -> int:
        """Messages that have come and are not answered yet."""
        return len(self._waiting)

    @property
    def oldest_wait(self) -> float:
        """Seconds that the first of them has waited, 0.0 if there is none."""
        first = next(iter(self._waiting.values()), None)
        return 0.0 if first is None else self._now() - first

    @property
    def stuck_for(self) -> float:
        """Seconds for which a message has waited and none at all was answered."""
        return min(self.oldest_wait, self._now() - self._answered_at)

    async def track(self, work: Awaitable[PipelineResult]) -> PipelineResult:
        """Await the work on a message, and count it."""
        begun = self._now()
        waiting = object()
        self._waiting[waiting] = begun
        try:
            answer = await work
        finally:
            del self._waiting[waiting]
        self._answered_at = self._now()
        took = self._answered_at - begun
        self.seconds += took
        self.buckets[bisect_left(BUCKETS, took)] += 1
        self.results[_NAMES[type(answer)]] += 1
        if isinstance(answer, Case) and answer.outcome:
            self.outcomes[answer.outcome.action.value, answer.outcome.result.value] += 1
        return answer


_NAMES: Mapping[type, str] = MappingProxyType(
    {
        Case: "case",
        Duplicate: "redelivered",
        Failed: "failed",
        Overflow: "overflow",
        Verdict: "verdict",
    }
)
"""The label of each result in the metrics, which dashboards know; a test compares it with `PipelineResult`."""
