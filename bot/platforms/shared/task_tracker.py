"""Tracking of calls in tasks that a library owns, so that they end before what they need is closed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class TaskTracker:
    """The tasks that are in tracked functions at the moment."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def track(
        self, function: Callable[[Argument], Awaitable[Result]]
    ) -> Callable[[Argument], Awaitable[Result]]:
        """Wrap a function, so that the tasks that are in it are known."""

        async def tracked(argument: Argument) -> Result:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            try:
                return await function(argument)
            finally:
                self._tasks.discard(task)

        return tracked

    async def settle(self, *, seconds: float) -> None:
        """Wait until the tasks that are there now have ended, for some seconds at most."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=seconds)

    async def drain(self) -> None:
        """Cancel the tasks and wait until they have ended; the next start resumes their work."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
