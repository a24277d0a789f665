"""Request pace: Slack allows an app so many calls of a method in each workspace, however many processes make them."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

from cachetools import LRUCache

from bot.platforms.slack.connection.rate_tiers import IN_A_CHANNEL, POST, TIERS, RateLimit

_MOST_KEYS = 20_000
"""Methods of workspaces, and channels, whose latest calls are remembered."""

_Key: TypeAlias = tuple[str, str]


class _Turns:
    """The turns of one limit. A call counts from its answer on: until then Slack may count it at any time."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._queue = asyncio.Lock()
        self._answered_at: deque[float] = deque()
        self._unanswered = 0
        self._answer = asyncio.Event()

    async def take(self, limit: RateLimit) -> None:
        """Return once it is a call's turn."""
        async with self._queue:
            while self._count(limit) >= limit.calls:
                if self._answered_at:
                    await asyncio.sleep(self._answered_at[0] + limit.seconds - self._timer())
                else:
                    self._answer.clear()
                    await self._answer.wait()
            self._unanswered += 1

    def give_back(self) -> None:
        """Note that the call was answered, or failed."""
        self._unanswered -= 1
        self._answered_at.append(self._timer())
        self._answer.set()

    def _count(self, limit: RateLimit) -> int:
        now = self._timer()
        while self._answered_at and self._answered_at[0] + limit.seconds <= now:
            self._answered_at.popleft()
        return len(self._answered_at) + self._unanswered


class RequestPace:
    """Pace of one process's calls; `find_processes` returns by how many each limit is shared."""

    def __init__(
        self,
        find_processes: Callable[[], int],
        *,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._find_processes = find_processes
        self._timer = timer
        self._turns: LRUCache[_Key, _Turns] = LRUCache(_MOST_KEYS)
        self._paused_until: LRUCache[_Key, float] = LRUCache(_MOST_KEYS)

    @asynccontextmanager
    async def turn(self, workspace: str, method: str, *, channel: str = "") -> AsyncIterator[None]:
        """Enter once it is the turn of a call, in `channel` if it posts there; leave once it is answered."""
        key = (workspace, f"{method} {channel}" if method == POST else method)
        limit = IN_A_CHANNEL if method == POST else TIERS.get(method)
        if limit is None:
            yield
            return
        turns = self._turns.setdefault(key, _Turns(self._timer))
        await turns.take(limit.share(self._find_processes()))
        try:
            await self._wait_for_pause((workspace, method))
            yield
        finally:
            turns.give_back()

    def pause(self, workspace: str, method: str, *, seconds: float) -> None:
        """Let no call of a method begin for a time, as Slack asks after one too many."""
        self._paused_until[workspace, method] = self._timer() + seconds

    async def _wait_for_pause(self, key: _Key) -> None:
        if (seconds := self._paused_until.get(key, 0.0) - self._timer()) > 0:
            await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class WorkspacePace:
    """The pace of calls in one workspace, with all of its tokens."""

    pace: RequestPace
    workspace: str

    def turn(self, method: str, *, channel: str) -> AbstractAsyncContextManager[None]:
        """Enter once it is the turn of a call; leave once it is answered."""
        return self.pace.turn(self.workspace, method, channel=channel)

    def pause(self, method: str, *, seconds: float) -> None:
        """Let no call of a method begin for a time."""
        self.pace.pause(self.workspace, method, seconds=seconds)
