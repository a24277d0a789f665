"""Stale cache: values that expire, but stay in use for as long as they cannot be refreshed."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar
from weakref import WeakValueDictionary

from cachetools import LRUCache

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

Fetch: TypeAlias = Callable[[], Awaitable[Value | None]]
"""Brings a value; None where that fails."""

_MAX_DOUBLINGS = 16


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Value]):
    """The last known value, None if there never was one; `retry_at` is when to ask after a failure."""

    value: Value | None = None
    fetched_at: float = float("-inf")
    failures: int = 0
    retry_at: float = float("-inf")


class StaleCache(Generic[Key, Value]):
    """LRU cache of `size` values, each fetched again after `ttl` seconds.

    Where fetching fails, the last known value is returned, and not fetched again for `retry_after`
    seconds, twice as long after each further failure, `max_retry_after` at most. `timer` is a clock in
    seconds that never goes back.
    """

    def __init__(
        self,
        size: int,
        *,
        ttl: float,
        retry_after: float,
        max_retry_after: float,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._entries: LRUCache[Key, _Entry[Value]] = LRUCache(size)
        self._locks: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()
        self._ttl = ttl
        self._retry_after = retry_after
        self._max_retry_after = max_retry_after
        self._timer = timer

    async def get(self, key: Key, fetch: Fetch[Value]) -> Value | None:
        """Return the value of a key, also an old one if no newer one can be had; None if none ever was.

        All who ask for the same key while it is fetched wait for the first, and go on in their order.
        """
        if key not in self._locks:
            known = self._entries.get(key)
            if known and self._timer() - known.fetched_at < self._ttl:
                return known.value
        async with self._lock(key):
            entry = self._entries.get(key, _Entry())
            now = self._timer()
            if now - entry.fetched_at >= self._ttl and now >= entry.retry_at:
                entry = await self._refresh(key, entry, fetch)
            return entry.value

    async def get_recent(self, key: Key, fetch: Fetch[Value], *, max_age: float) -> Value | None:
        """Return a value that is at most `max_age` seconds old, else None; fails are no reason to wait."""
        async with self._lock(key):
            entry = self._entries.get(key, _Entry())
            if self._timer() - entry.fetched_at < max_age:
                return entry.value
            entry = await self._refresh(key, entry, fetch)
            return None if entry.failures else entry.value

    async def update(self, key: Key, value: Value) -> None:
        """Replace a value that is known, once nobody is fetching it: a newer one has arrived."""
        async with self._lock(key):
            if key in self._entries:
                self._entries[key] = _Entry(value, self._timer())

    async def expire(self, key: Key) -> None:
        """Fetch a value again for whoever asks for it next: it has changed."""
        async with self._lock(key):
            if entry := self._entries.get(key):
                self._entries[key] = _Entry(entry.value)

    def _lock(self, key: Key) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())

    async def _refresh(self, key: Key, entry: _Entry[Value], fetch: Fetch[Value]) -> _Entry[Value]:
        fetched = await fetch()
        now = self._timer()
        if fetched is None:
            wait = self._retry_after * 2 ** min(entry.failures, _MAX_DOUBLINGS)
            retry_at = now + min(wait, self._max_retry_after)
            entry = _Entry(entry.value, entry.fetched_at, entry.failures + 1, retry_at)
        else:
            entry = _Entry(fetched, now)
        self._entries[key] = entry
        return entry
