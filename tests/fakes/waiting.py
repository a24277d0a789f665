"""Waiting until something is so, with no clock to look at: whoever changes it tells of it."""

import asyncio
from collections.abc import Callable

_PATIENCE = 10.0
"""Seconds after which what was waited for is taken never to come."""


class Changes:
    """`tell` of one, and whoever waits looks again."""

    def __init__(self) -> None:
        self._came = asyncio.Event()

    def tell(self) -> None:
        """Something has changed."""
        self._came.set()

    async def until(self, is_so: Callable[[], object], *, patience: float = _PATIENCE) -> None:
        """Wait until it is so; it is looked at now and after every change."""
        async with asyncio.timeout(patience):
            while not is_so():
                self._came.clear()
                await self._came.wait()
