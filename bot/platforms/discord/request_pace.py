"""Request pace: Discord allows a token 50 requests a second, however many processes use it.

What deletes a message or stops its author goes before notices, alerts and questions that wait.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from types import SimpleNamespace

import aiohttp

from bot.platforms.discord.request_budget import api_path, counts_for_token

PER_SECOND = 45.0
"""Requests of all processes together: some less than the 50 that are allowed, as clocks differ."""

_BURST = 0.1
"""Seconds whose requests may come at once."""

_URGENT = re.compile(
    r"DELETE /channels/\d+/messages/\d+"
    r"|POST /channels/\d+/messages/bulk-delete"
    r"|(PATCH|DELETE) /guilds/\d+/members/\d+"
    r"|PUT /guilds/\d+/bans/\d+"
)
"""Requests that delete messages, and that time out, kick and ban."""


class RequestPace:
    """Pace of one process's requests; `find_processes` returns by how many it is shared."""

    def __init__(self, find_processes: Callable[[], int]) -> None:
        self._find_processes = find_processes
        self._next_at = 0.0
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    def attach(self, trace: aiohttp.TraceConfig) -> None:
        """Add the hook by which a session waits before each request."""
        trace.on_request_start.append(self._on_start)

    async def wait(self, *, is_urgent: bool = False) -> None:
        """Return once it is a request's turn: that of the urgent ones, in their order, then of the others."""
        loop = asyncio.get_running_loop()
        if not self._is_anyone_waiting and self._take_turn(loop.time()):
            return
        if not self._is_anyone_waiting:
            loop.call_at(self._next_at, self._give_turns)
        turn = loop.create_future()
        (self._urgent if is_urgent else self._others).append(turn)
        await turn

    @property
    def _is_anyone_waiting(self) -> bool:
        return bool(self._urgent or self._others)

    def _take_turn(self, now: float) -> bool:
        """Take a turn, if there is one by now."""
        self._next_at = max(self._next_at, now - _BURST)
        if self._next_at > now:
            return False
        self._next_at += self._find_processes() / PER_SECOND
        return True

    def _give_turns(self) -> None:
        """Give as many turns as there are by now, and come back for those who still wait."""
        loop = asyncio.get_running_loop()
        while self._is_anyone_waiting:
            lane = self._urgent or self._others
            turn = lane[0]
            if not turn.done() and not self._take_turn(loop.time()):
                loop.call_at(self._next_at, self._give_turns)
                return
            del lane[0]
            if not turn.done():  # else its request was given up
                turn.set_result(None)

    async def _on_start(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        params: aiohttp.TraceRequestStartParams,
    ) -> None:
        path = api_path(params.url)
        if counts_for_token(path):
            is_urgent = _URGENT.fullmatch(f"{params.method} {path}") is not None
            await self.wait(is_urgent=is_urgent)
