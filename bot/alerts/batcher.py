"""Showing alerts together that come faster than they can be shown one by one."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

from bot.alerts.alert import Alert

CARDS_PER_MESSAGE: Final = 5
"""Alerts that one message shows as cards with their buttons."""

_LINES = 20
"""Alerts that one message shows where more are waiting, a line each."""

Send: TypeAlias = Callable[[str, Sequence[Alert]], Awaitable[None]]
"""Shows alerts of one community in one message: as cards up to `CARDS`, else a line each."""


class AlertBatcher:
    """Hands alerts to `send`, at least `pause` seconds apart in each community."""

    def __init__(self, send: Send, *, pause: float = 0.0) -> None:
        self._send = send
        self._pause = pause
        self._waiting: dict[str, list[Alert]] = defaultdict(list)
        self._sending: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._not_before: dict[str, float] = defaultdict(float)

    async def show(self, alert: Alert) -> None:
        """Show it, together with others if they come faster than they go."""
        community = alert.case.message.community
        waiting = self._waiting[community]
        waiting.append(alert)
        try:
            async with self._sending[community]:
                # Whoever gets the lock sends for all that wait; the others then find it done.
                if alert in waiting:
                    await self._wait_for_turn(community)
                    most = CARDS_PER_MESSAGE if len(waiting) <= CARDS_PER_MESSAGE else _LINES
                    batch = waiting[:most] if alert in waiting[:most] else [alert]
                    await self._send(community, batch)
                    self._not_before[community] = _now() + self._pause
                    waiting[:] = [other for other in waiting if other not in batch]
        finally:
            if alert in waiting:
                waiting.remove(alert)

    async def _wait_for_turn(self, community: str) -> None:
        if (wait := self._not_before[community] - _now()) > 0:
            await asyncio.sleep(wait)


def _now() -> float:
    return asyncio.get_running_loop().time()
