"""Memory release: what is free goes back to the system once a minute.

glibc keeps what it once took: after a raid all of that, and in quiet hours the most that was ever in use at one
moment, which grows for as long as the bot runs.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from classifier import release_free_memory

INTERVAL: Final = 60.0
"""Seconds between two releases; each takes one or two milliseconds, and gives back some MiB."""


@asynccontextmanager
async def releasing_memory(*, interval: float = INTERVAL) -> AsyncIterator[None]:
    """Release free memory while entered, every so many seconds."""
    releasing = asyncio.create_task(_release(interval), name="memory release")
    try:
        yield
    finally:
        releasing.cancel()
        await asyncio.wait([releasing])


async def _release(interval: float) -> None:
    while True:
        await asyncio.sleep(interval)
        release_free_memory()
