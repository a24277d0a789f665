"""Waiting for a condition: it is checked after every change, and now and then besides."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

TIMEOUT = 240.0
"""Seconds after which what a test waits for is taken never to come; long, as only a test that fails waits so long."""

_LOOK_SECONDS = 0.05
"""Between two looks at a condition where nothing is notified: it may hold only after the last change."""


class HeldCall:
    """A call to a fake that a test keeps waiting: it sets `released` once it has `arrived`."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.released = asyncio.Event()


class Changes:
    """Changes of anything that tests wait for: whoever changes it calls `notify`."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def notify(self) -> None:
        """Have all conditions that are waited for checked again."""
        self._changed.set()

    async def until(self, condition: Callable[[], object], *, seconds: float = TIMEOUT) -> None:
        """Wait until a condition holds; it is checked now, after every change, and now and then besides."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_SECONDS):
                        await self._changed.wait()
