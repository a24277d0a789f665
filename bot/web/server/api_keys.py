"""API keys: which open, and what becomes of wrong ones."""

import hmac
from collections.abc import Callable, Collection

import structlog
from prometheus_client import CollectorRegistry, Counter

from bot.web.server.rate_limit import RateLimiter
from bot.web.shared.problem import Problem, key_problem

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

FREE_WRONG_KEYS = 10
"""Wrong keys of an address that are answered at once; later ones wait."""

WRONG_KEY_SECONDS = 1.0
"""Seconds that the answer to a wrong key waits, and after which one of the free ones is back."""

_LOG_SECONDS = 60.0
"""An address with wrong keys is logged once in this time."""


class ApiKeys:
    """The keys that open; without any, everyone may ask. Compared in constant time."""

    def __init__(self, keys: Collection[str]) -> None:
        self._keys = {key: key.encode() for key in keys}

    @property
    def is_required(self) -> bool:
        """True if a request needs a key."""
        return bool(self._keys)

    def check(self, given: str | None) -> str | Problem:
        """Return the known key that was given, "" where none is required, or the problem of it."""
        if not self._keys:
            return ""
        if not given:
            return key_problem(is_missing=True)
        written = given.encode()
        known = [key for key, secret in self._keys.items() if hmac.compare_digest(secret, written)]
        return known[0] if known else key_problem(is_missing=False)


class WrongKeys:
    """Wrong keys: counted, logged with their sender's address but never the key, and slowed.

    Only wrong keys wait: many clients may share the address of a proxy, and a right key always opens.
    """

    def __init__(self, registry: CollectorRegistry, *, clock: Callable[[], float]) -> None:
        self._limiter = RateLimiter(1 / WRONG_KEY_SECONDS, burst=FREE_WRONG_KEYS, clock=clock)
        self._log_limiter = RateLimiter(1 / _LOG_SECONDS, burst=1, clock=clock)
        self._counter = Counter(
            "parley_web_wrong_keys", "Requests with a wrong API key.", registry=registry
        )

    def note(self, address: str) -> float:
        """Count a wrong key; return the seconds that its answer has to wait."""
        self._counter.inc()
        if not self._log_limiter.take(address):
            log.warning("wrong API key", address=address, again_after_seconds=_LOG_SECONDS)
        return WRONG_KEY_SECONDS if self._limiter.take(address) else 0.0
