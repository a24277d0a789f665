"""Fetching from the bus: what waits for a consumer, as soon as there is something."""

import asyncio
from typing import Final

from nats.aio.msg import Msg
from nats.js import JetStreamContext

from bot.bus.connection import FAILURES

_PATIENCE: Final = 5.0
"""Seconds for which the bus holds a request open."""

_PAUSE: Final = 1.0
"""Seconds until the bus is asked again that did not answer."""


async def fetch(waiting: JetStreamContext.PullSubscription, *, most: int = 1) -> list[Msg]:
    """Fetch what waits; [] if there is nothing yet."""
    clock = asyncio.get_running_loop().time
    began_at = clock()
    try:
        return await waiting.fetch(most, timeout=_PATIENCE)
    except FAILURES:
        if clock() - began_at < _PAUSE:  # not for want of messages
            await asyncio.sleep(_PAUSE)
        return []
