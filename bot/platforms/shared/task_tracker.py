"""What goes on in a library's own tasks, so that it ends before what it needs is closed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


class TaskTracker:
    """Follows calls, and can end those that are under way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def track(
        self, answer: Callable[[Asked], Awaitable[Answered]]
    ) -> Callable[[Asked], Awaitable[Answered]]:
        """The same function; the tasks that are in it are known."""

        async def follow(asked: Asked) -> Answered:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            try:
                return await answer(asked)
            finally:
                self._tasks.discard(task)

        return follow

    async def drain(self) -> None:
        """Cancel what is under way, and wait until it has ended: a later start takes it up again."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
