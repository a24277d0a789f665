"""Budget of invalid requests: Discord bans an address for 10,000 answers of 401, 403 or 429 in ten minutes.

https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
"""

import time
from collections import deque
from collections.abc import Callable
from types import SimpleNamespace

import aiohttp
import discord
import structlog
import yarl

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

WINDOW = 600.0
"""Seconds for which Discord counts an invalid request."""

SAFE_LIMIT = 5_000
"""Invalid requests after which nothing more is asked: half of what Discord allows, as others may share the address."""

TOKEN_PAUSE = 60.0
"""Seconds between two requests with a token that Discord refuses: a new one comes with a new start."""

_INVALID = (401, 403, 429)
_UNAUTHORIZED = 401

_UNCHECKED = ("/interactions/", "/webhooks/", "/gateway")
"""Parts of paths that have no token of the bot's, or that the connection needs."""


class RequestBudget:
    """Counter of the invalid requests of a client; `timer` counts seconds.

    `find_processes`: returns how many processes share the budget, which all may have one address. Once the budget is spent, or the token is refused, a request raises `discord.RateLimited` unsent.
    """

    def __init__(
        self,
        *,
        limit: int = SAFE_LIMIT,
        find_processes: Callable[[], int] = lambda: 1,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = limit
        self._find_processes = find_processes
        self._now = timer
        self._invalid: deque[float] = deque(maxlen=limit)
        self._is_accepted = False
        self._next_try_at: float | None = None
        """Time of the next request with a token that was refused; None while it is accepted."""

    @property
    def problem(self) -> str:
        """Reason why requests are held back; "" if none are."""
        if self._next_try_at is not None:
            return (
                "Discord does not accept Parley's token: put a new one into .env, and start again"
            )
        if self._wait() > 0:
            return (
                f"{self._limit} requests in ten minutes were refused: Parley asks nothing for now"
            )
        return ""

    @property
    def _limit(self) -> int:
        return self._most // self._find_processes()

    def make_trace(self) -> aiohttp.TraceConfig:
        """Make the hooks by which a session asks before each request, and reports each answer."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._on_start)
        trace.on_request_end.append(self._on_end)
        return trace

    def take(self, path: str) -> None:
        """Let a request to a path pass.

        Raises:
            discord.RateLimited: it is held back.
        """
        if not counts_for_token(path):
            return
        now = self._now()
        if (wait := self._wait()) > 0:
            raise discord.RateLimited(wait)
        if self._next_try_at is not None:
            if now < self._next_try_at:
                raise discord.RateLimited(self._next_try_at - now)
            self._next_try_at = now + TOKEN_PAUSE  # one request in a minute

    def record(self, path: str, status: int, *, is_shared: bool = False) -> None:
        """Record an answer; `is_shared`: a limit that is not the bot's own, which does not count."""
        if status in _INVALID and not is_shared:
            self._invalid.append(self._now())
            if self._wait() > 0:
                log.error("requests are held back", reason=self.problem)
        if not counts_for_token(path):
            return
        if status != _UNAUTHORIZED:
            self._is_accepted, self._next_try_at = True, None
        elif self._next_try_at is None:
            self._next_try_at = self._now() + TOKEN_PAUSE
            if self._is_accepted:  # else the start ends, and says it
                log.error("requests are held back", reason=self.problem)

    def _wait(self) -> float:
        """Return the seconds until there is budget again, 0.0 if there is some."""
        if len(self._invalid) < self._limit:
            return 0.0
        return max(0.0, self._invalid[-self._limit] + WINDOW - self._now())

    async def _on_start(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        params: aiohttp.TraceRequestStartParams,
    ) -> None:
        self.take(api_path(params.url))

    async def _on_end(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        params: aiohttp.TraceRequestEndParams,
    ) -> None:
        response = params.response
        is_shared = response.headers.get("X-RateLimit-Scope") == "shared"
        self.record(api_path(params.url), response.status, is_shared=is_shared)


def api_path(url: yarl.URL) -> str:
    """Return the path below the API's version: "/api/v10/channels/7" -> "/channels/7"; "" of anything else."""
    _, api, rest = url.path.partition("/api/")
    if not api:
        return ""
    version, _, below = rest.partition("/")
    is_version = version.startswith("v") and version[1:].isdecimal()
    return f"/{below if is_version else rest}"


def counts_for_token(path: str) -> bool:
    """Return whether a request to a path below the API's version needs the bot's token, and counts for its limits."""
    return bool(path) and not path.startswith(_UNCHECKED)
