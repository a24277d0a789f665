"""Updates of cases: one at a time a case, and their alerts redrawn where moderators were shown them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from weakref import WeakValueDictionary

from cachetools import LRUCache

from bot.alerts.alert import Alert
from bot.runtime.error_boundary import run_guarded
from bot.runtime.platform_port import Platform

_MAX_KNOWN = 4_096

BuildAlert: TypeAlias = Callable[[], Awaitable[Alert]]
"""Builds the alert of a case as it stands now."""


class CaseUpdates:
    """The updates of cases that are under way in this process."""

    def __init__(self) -> None:
        self._work: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._drawing: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._to_draw: set[int] = set()
        self.enforced: LRUCache[int, None] = LRUCache(_MAX_KNOWN)
        """Numbers of cases that were enforced here, also by who looked for what an earlier run left."""

        self.decided: LRUCache[tuple[int, int], None] = LRUCache(_MAX_KNOWN)
        """Cases and sequence numbers of decisions that were begun here: no earlier run has left them."""

    def one_at_a_time(self, case: int) -> asyncio.Lock:
        """Return the lock to hold while a case is enforced and shown."""
        return self._work.setdefault(case, asyncio.Lock())

    async def redraw(self, platform: Platform, case: int, build: BuildAlert) -> None:
        """Redraw a case where it was shown; of several who ask at once, one does it for those that wait."""
        if case in self._to_draw:
            return
        self._to_draw.add(case)
        lock = self._drawing.setdefault(case, asyncio.Lock())
        try:
            async with lock:
                self._to_draw.discard(case)
                await run_guarded(self._draw(platform, build), case=case)
        finally:
            self._to_draw.discard(case)

    async def _draw(self, platform: Platform, build: BuildAlert) -> None:
        await platform.redraw(await build())
