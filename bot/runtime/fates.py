"""Fates of messages and authors, from a platform to who redraws the alerts; the oldest give way to a flood."""

import asyncio
from collections import deque
from collections.abc import Sequence

from bot.domain.fate import Fate

_MOST = 10_000


class Fates:
    """The fates of one platform that are still to be followed."""

    def __init__(self) -> None:
        self._waiting: deque[Fate] = deque(maxlen=_MOST)
        self._is_there = asyncio.Event()

    def note(self, fate: Fate) -> None:
        """Note what became of messages or an author."""
        self._waiting.append(fate)
        self._is_there.set()

    async def next(self) -> Sequence[Fate]:
        """Wait for fates, and take all there are."""
        await self._is_there.wait()
        self._is_there.clear()
        taken = list(self._waiting)
        self._waiting.clear()
        return taken
