"""Slow decisions: who presses a button is answered soon, though a platform holds up the deed for minutes."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from bot.domain.actions import Outcome
from bot.runtime.error_boundary import run_guarded

PATIENCE = 5.0
"""Seconds for which an answer waits for a decision to be carried out."""


class SlowDecisions:
    """The decisions that are carried out beside their answers; a start takes up what a stop interrupts."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    async def wait(
        self, work: Coroutine[Any, Any, Outcome], *, redraw: Callable[[], Awaitable[object]]
    ) -> Outcome | None:
        """Await the outcome of a decision; None if it takes longer: then its case is redrawn in the end."""
        deciding = asyncio.create_task(work)
        self._tasks.add(deciding)
        deciding.add_done_callback(self._tasks.discard)
        await asyncio.wait({deciding}, timeout=PATIENCE)
        if deciding.done():
            return deciding.result()

        async def finish() -> None:
            await deciding
            await redraw()

        async def finish_guarded() -> None:
            await run_guarded(finish())

        finishing = asyncio.create_task(finish_guarded())
        self._tasks.add(finishing)
        finishing.add_done_callback(self._tasks.discard)
        return None

    async def close(self) -> None:
        """Cancel what is under way; the next start carries it out."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
