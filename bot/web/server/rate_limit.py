"""Rate limits: token buckets, one for each key."""

from collections.abc import Callable
from math import ceil

from cachetools import LRUCache

from bot.web.shared.problem import Problem, Status

MAX_BUCKETS = 10_000
"""Buckets that are remembered: those of the keys or addresses that came last."""


class RateLimiter:
    """Limit of `rate` requests a second for each key; a bucket holds `burst`, at least one.

    `clock` gives seconds.
    """

    def __init__(self, rate: float, *, burst: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = max(1.0, burst)
        self._clock = clock
        self._buckets: LRUCache[str, tuple[float, float]] = LRUCache(MAX_BUCKETS)

    def take(self, key: str) -> float:
        """Take a token of the key's bucket; return 0, or the seconds until there is one."""
        now = self._clock()
        tokens, since = self._buckets.get(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        is_allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if is_allowed else tokens, now)
        return 0.0 if is_allowed else (1 - tokens) / self._rate

    def check(self, key: str) -> Problem | None:
        """Take a token, or return the problem of a key that made too many requests."""
        seconds = self.take(key)
        if not seconds:
            return None
        return Problem(
            Status.RESOURCE_EXHAUSTED,
            f"Quota exceeded: {self._rate:g} requests per second for a key.",
            code="RATE_LIMIT_EXCEEDED",
            retry_after=ceil(seconds),
        )
