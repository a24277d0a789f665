"""Batches alerts that arrive faster than the platform's rate limit allows."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.alerts.alert import Alert
from bot.domain.actions import Outcome

FULL_ALERTS_PER_MESSAGE: Final = 5
"""Alerts in one message that are shown in full, with their buttons."""

_LINES_PER_MESSAGE = 20
"""Alerts in one message where more are waiting, a line each."""

SendBatch: TypeAlias = Callable[[str, Sequence[Alert]], Awaitable[Outcome]]
"""Posts alerts of one community in one message: up to `FULL_ALERTS_PER_MESSAGE` in full, else a line each."""


@dataclass(eq=False, slots=True)
class _Entry:
    """An alert that waits, and what became of it."""

    alert: Alert
    outcome: Outcome | None = None


class AlertBatcher:
    """A queue of alerts a community; at least `pause` seconds lie between two messages to it."""

    def __init__(self, send: SendBatch, *, pause: float = 0.0) -> None:
        self._send = send
        self._pause = pause
        self._waiting: dict[str, list[_Entry]] = defaultdict(list)
        self._sending: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._not_before: dict[str, float] = defaultdict(float)

    async def send(self, alert: Alert) -> Outcome:
        """Post an alert, in one message with others that wait; return the outcome of that message."""
        community, entry = alert.case.message.community, _Entry(alert)
        waiting = self._waiting[community]
        waiting.append(entry)
        try:
            async with self._sending[community]:
                # Whoever gets the lock sends for all that wait; the others then find it done.
                if entry.outcome is None:
                    await self._wait_for_turn(community)
                    entry.outcome = await self._send_with(entry, community)
            return entry.outcome
        finally:
            if entry in waiting:
                waiting.remove(entry)

    async def _send_with(self, entry: _Entry, community: str) -> Outcome:
        """Send a batch with this entry in it, and give all of it its outcome."""
        waiting = self._waiting[community]
        is_few = len(waiting) <= FULL_ALERTS_PER_MESSAGE
        most = FULL_ALERTS_PER_MESSAGE if is_few else _LINES_PER_MESSAGE
        batch = waiting[:most] if entry in waiting[:most] else [entry]
        outcome = await self._send(community, [each.alert for each in batch])
        self._not_before[community] = _now() + self._pause
        for each in batch:
            each.outcome = outcome
        waiting[:] = [other for other in waiting if other not in batch]
        return outcome

    async def _wait_for_turn(self, community: str) -> None:
        # Never longer than the pause, whatever a clock does that was set back.
        if (wait := min(self._pause, self._not_before[community] - _now())) > 0:
            await asyncio.sleep(wait)


def _now() -> float:
    return asyncio.get_running_loop().time()
