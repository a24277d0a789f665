"""Live queues: each filtered queue that anybody follows is read once a second, for all who follow it."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.domain.queue_order import QueueFilter
from bot.runtime.error_boundary import run_guarded
from bot.runtime.result import Failed
from bot.store.review_queue import ReviewQueue

MOST = 200
"""Cases of a queue that are told of, the first."""

Snapshot: TypeAlias = dict[str, str]
"""Moderators at work by the number of each open case; "" where there is none."""

_Key: TypeAlias = tuple[str, str, QueueFilter]


@dataclass(slots=True)
class _Followed:
    """A queue that is followed: its latest snapshot, and who waits for the next."""

    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    snapshot: Snapshot | None = None
    followers: int = 0
    reading: asyncio.Task[None] | None = None


class LiveQueues:
    """The queues that somebody follows; `pause`: seconds between two readings of one."""

    def __init__(self, *, pause: float = 1.0) -> None:
        self._pause = pause
        self._followed: dict[_Key, _Followed] = {}

    async def follow(
        self, queue: ReviewQueue, platform: str, community: str, *, of: QueueFilter
    ) -> AsyncGenerator[Snapshot]:
        """Yield the snapshot of a queue, and each that differs from the one before."""
        key = (platform, community, of)
        followed = self._followed.setdefault(key, _Followed())
        followed.followers += 1
        if followed.reading is None:
            followed.reading = asyncio.create_task(self._read(queue, key, followed))
        try:
            seen: Snapshot | None = None
            while True:
                async with followed.changed:
                    await followed.changed.wait_for(lambda: followed.snapshot != seen)  # noqa: B023
                    seen = followed.snapshot
                assert seen is not None
                yield seen
        finally:
            followed.followers -= 1
            if not followed.followers:
                self._followed.pop(key, None)
                followed.reading.cancel()
                await asyncio.wait([followed.reading])

    async def _read(self, queue: ReviewQueue, key: _Key, followed: _Followed) -> None:
        platform, community, of = key
        while True:
            found = await run_guarded(_take(queue, platform, community, of), community=community)
            if not isinstance(found, Failed) and found != followed.snapshot:
                async with followed.changed:
                    followed.snapshot = found
                    followed.changed.notify_all()
            await asyncio.sleep(self._pause)


async def _take(queue: ReviewQueue, platform: str, community: str, of: QueueFilter) -> Snapshot:
    assignees = await queue.assignees(platform, community, of=of, limit=MOST)
    return {str(number): name for number, name in assignees.items()}
