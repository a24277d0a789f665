"""Updates of cases: one at a time a case, and their alerts redrawn where moderators were shown them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from weakref import WeakValueDictionary

from cachetools import LRUCache

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Outcome
from bot.domain.message import Message
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

        self._deleted: LRUCache[tuple[str, str, str], None] = LRUCache(_MAX_KNOWN)

        self.decided: LRUCache[tuple[int, int], None] = LRUCache(_MAX_KNOWN)
        """Cases and sequence numbers of decisions that were begun here: no earlier run has left them."""

    def one_at_a_time(self, case: int) -> asyncio.Lock:
        """Return the lock to hold while a case is enforced and shown."""
        return self._work.setdefault(case, asyncio.Lock())

    async def delete(self, message: Message, work: Awaitable[Outcome]) -> Outcome:
        """Await the policy's action on a case that deletes its message; see `is_deleted`."""
        key, is_done = (message.community, message.channel, message.id), False
        self._deleted[key] = None
        try:
            outcome = await work
            is_done = outcome.action >= Action.DELETE
        finally:
            if not is_done:
                self._deleted.pop(key, None)
        return outcome

    def is_deleted(self, community: str, channel: str, message: str) -> bool:
        """Return whether the policy deletes a message here, or has: that it is gone is news to no case."""
        return (community, channel, message) in self._deleted

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
