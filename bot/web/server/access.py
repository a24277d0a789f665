"""Access control: which requests need a key, and how many of them are answered."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import Scope

from bot.web.server.api_keys import ApiKeys, WrongKeys
from bot.web.server.client_protocols import BROWSER, DOCS_PATH, choose_protocol
from bot.web.server.rate_limit import RateLimiter
from bot.web.shared.problem import Problem

PUBLIC_PATHS = frozenset({"/healthz", "/readyz", DOCS_PATH})
"""Addresses without a key: they tell that the program lives, and its documentation."""


@dataclass(frozen=True, slots=True)
class AccessControl:
    """The check of a request's key and rate."""

    keys: ApiKeys
    limiter: RateLimiter | None
    wrong_keys: WrongKeys
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def check(self, scope: Scope) -> Problem | None:
        """Refuse a request without a right key, or above its key's rate; slow down wrong keys."""
        path, protocol = scope["path"], choose_protocol(scope["path"])
        if path in PUBLIC_PATHS or path.startswith(f"{DOCS_PATH}/"):
            return None
        is_preflight = scope["method"] == "OPTIONS" and protocol is not BROWSER
        if is_preflight:  # browsers send it without a key; it is answered with an error or by CORS
            return None
        key = self.keys.check(protocol.read_key(scope))
        if isinstance(key, Problem):
            if key.code == "API_KEY_INVALID" and (wait := self.wrong_keys.note(_address(scope))):
                await self.sleep(wait)
            return key
        # A page is many small requests: what is limited is what asks for scores.
        return self.limiter.check(key) if self.limiter and protocol is not BROWSER else None


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else "unknown"
