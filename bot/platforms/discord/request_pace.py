"""Request pace: Discord allows a token 50 requests a second, however many processes use it."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace

import aiohttp

from bot.platforms.discord.request_budget import api_path, counts_for_token

PER_SECOND = 45.0
"""Requests of all processes together: some less than the 50 that are allowed, as clocks differ."""

_BURST = 0.1
"""Seconds whose requests may come at once."""


class RequestPace:
    """Pace of one process's requests; `find_processes` returns by how many it is shared."""

    def __init__(self, find_processes: Callable[[], int]) -> None:
        self._find_processes = find_processes
        self._next_at = 0.0

    def attach(self, trace: aiohttp.TraceConfig) -> None:
        """Add the hook by which a session waits before each request."""
        trace.on_request_start.append(self._on_start)

    async def wait(self) -> None:
        """Return once it is a request's turn."""
        now = asyncio.get_running_loop().time()
        interval = self._find_processes() / PER_SECOND
        self._next_at = max(self._next_at, now - _BURST) + interval
        if self._next_at > now:
            await asyncio.sleep(self._next_at - now)

    async def _on_start(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        params: aiohttp.TraceRequestStartParams,
    ) -> None:
        if counts_for_token(api_path(params.url)):
            await self.wait()
