"""A limit of one answer a person in a while: who writes on and on is answered once."""

import time
from collections.abc import Callable

from cachetools import TTLCache

_PAUSE = 6 * 3_600.0
"""Seconds until the same person is answered again."""

_MAX_PEOPLE = 10_000
"""People who are remembered."""


class OnceAWhile:
    """The people who were answered lately; `timer` counts seconds."""

    def __init__(self, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._answered: TTLCache[str, bool] = TTLCache(_MAX_PEOPLE, _PAUSE, timer)

    def take_turn(self, person: str) -> bool:
        """Return True if a person may be answered now, and remember that they were."""
        if person in self._answered:
            return False
        self._answered[person] = True
        return True
