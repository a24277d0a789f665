"""Watch over an event loop: the longest work for which it could not turn."""

import asyncio
import time
from types import TracebackType
from typing import Self

_TICK = 0.001


class LoopWatch:
    """The seconds of processor time of the loop's longest block while this was entered. Async context manager.

    By the clock of its thread: what others do on a busy machine, and in other threads, does not count.
    """

    def __init__(self) -> None:
        self.longest = 0.0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._watch())
        await asyncio.sleep(0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._task.cancel()

    async def _watch(self) -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(_TICK)
            now = time.thread_time()
            self.longest = max(self.longest, now - last)
            last = now
