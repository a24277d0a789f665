"""Decision times: the seconds from the coming of each message to the verdict on it, without what is done about it."""

import time
from collections.abc import Callable
from typing import TypeAlias

DecisionObserver: TypeAlias = Callable[[float], object]
"""Called with the seconds that a decision took."""


class DecisionTimes:
    """Times of one platform's decisions. `now` is a monotonic clock in seconds."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self._observers: list[DecisionObserver] = []

    def subscribe(self, observer: DecisionObserver) -> None:
        """Call `observer` with the time of every decision from now on."""
        self._observers.append(observer)

    def note(self, *, began_at: float) -> None:
        """Note that a message is decided on now, which came at `began_at`."""
        self.observe(self.now() - began_at)

    def observe(self, seconds: float) -> None:
        """Tell the observers of a decision that took so many seconds."""
        for observe in self._observers:
            observe(seconds)
