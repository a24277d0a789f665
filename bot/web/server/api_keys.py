"""Who may ask, and how often."""

import hmac
from collections.abc import Callable, Collection
from math import ceil

from bot.web.shared.problem import Problem, Status, refuse_key


class ApiKeys:
    """The keys that open; without any, everyone may ask. `rate` are requests a second for each.

    Each key has a bucket of tokens that holds a second's worth, one at least.
    """

    def __init__(
        self, keys: Collection[str], *, rate: float | None, clock: Callable[[], float]
    ) -> None:
        self._keys = [key.encode() for key in keys]
        self._rate = rate
        self._clock = clock
        self._buckets: dict[bytes, tuple[float, float]] = {}

    @property
    def are_needed(self) -> bool:
        """Whether a request needs one."""
        return bool(self._keys)

    def refuse(self, given: str | None, *, is_limited: bool) -> Problem | None:
        """Why this key does not open, now; None if it does."""
        known = b""
        if self._keys:
            if not given:
                return refuse_key(is_missing=True)
            asked = given.encode()
            known = next((key for key in self._keys if hmac.compare_digest(key, asked)), b"")
            if not known:
                return refuse_key(is_missing=False)
        return self._take(known, self._rate) if self._rate and is_limited else None

    def _take(self, key: bytes, rate: float) -> Problem | None:
        now, most = self._clock(), max(1.0, rate)
        left, since = self._buckets.get(key, (most, now))
        left = min(most, left + (now - since) * rate)
        self._buckets[key] = (left - 1 if left >= 1 else left, now)
        if left >= 1:
            return None
        message = f"Quota exceeded: {rate:g} requests per second for a key."
        return Problem(
            Status.RESOURCE_EXHAUSTED,
            message,
            code="RATE_LIMIT_EXCEEDED",
            retry_after=ceil((1 - left) / rate),
        )
