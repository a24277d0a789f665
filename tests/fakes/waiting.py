"""Waiting for a condition without a clock: it is checked after every change."""

import asyncio
from collections.abc import Callable

TIMEOUT = 10.0
"""Seconds after which a condition is taken never to hold."""


class Changes:
    """Changes of anything that tests wait for: whoever changes it calls `notify`."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def notify(self) -> None:
        """Have all conditions that are waited for checked again."""
        self._changed.set()

    async def until(self, condition: Callable[[], object], *, seconds: float = TIMEOUT) -> None:
        """Wait until a condition holds; it is checked now and after every change."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                await self._changed.wait()
