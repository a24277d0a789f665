"""Alert holds: the communities whose alerts wait because one could not be shown, and what is being sent."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from cachetools import LRUCache

from bot.domain.actions import Outcome
from bot.domain.case import Case
from bot.runtime.error_boundary import run_guarded
from bot.runtime.platform_port import AlertChannel
from bot.runtime.result import Failed

AlertKey: TypeAlias = tuple[str, int, int]
"""Kind of an alert, and the number and version of its case: ("case", 17, 0), ("appeal", 17, 0)."""

SendAlert: TypeAlias = Callable[[], Awaitable[Outcome]]
"""Sends one alert, and records it if it is shown."""

_MAX_SHOWN = 4_096
"""Alerts that are known to have been shown, whatever was read of them in the store meanwhile."""

_PATIENCE = 10.0
"""Seconds for which the work on a message waits until its alert is shown; then it goes on without."""

MOST_UNAWAITED = 500
"""Alerts that are being sent at once while nobody waits for them: with more, messages wait, which are bounded."""


def case_key(case: Case) -> AlertKey:
    """Return the key of a case's alert: a worse version of its message is shown anew."""
    return "case", case.number, case.version


class AlertHolds:
    """Sender of alerts, which holds back those of a community once one of them could not be shown.

    What is held back waits in the store. `failures` is a queue of what could not be shown.
    """

    def __init__(self) -> None:
        self.failures: asyncio.Queue[AlertChannel] = asyncio.Queue()
        self._is_closed = False
        self._held: set[str] = set()
        self._availabilities: Counter[str] = Counter()
        self._sending: set[AlertKey] = set()
        self._shown: LRUCache[AlertKey, None] = LRUCache(_MAX_SHOWN)
        self._tasks: set[asyncio.Task[bool | Failed]] = set()

    def hold(self, community: str) -> None:
        """Hold back the alerts of a community from now on."""
        self._held.add(community)

    def release(self, community: str) -> None:
        """Send the alerts of a community at once again."""
        self._held.discard(community)

    def note_available(self, community: str) -> None:
        """Note that a community has a channel for alerts: what is refused meanwhile is tried again."""
        self._availabilities[community] += 1

    def is_held(self, community: str) -> bool:
        """Return whether the alerts of a community are held back."""
        return community in self._held

    def is_taken(self, key: AlertKey) -> bool:
        """Return whether this alert is being sent at the moment, or was shown already."""
        return key in self._sending or key in self._shown

    def is_shown(self, key: AlertKey) -> bool:
        """Return whether this alert was shown by this process."""
        return key in self._shown

    @contextmanager
    def sending(self, keys: Sequence[AlertKey]) -> Iterator[None]:
        """Mark alerts as being sent while entered, so that nobody else sends them."""
        self._sending.update(keys)
        try:
            yield
        finally:
            self._sending.difference_update(keys)

    def is_free(self, key: AlertKey, community: str) -> bool:
        """Return whether an alert can be sent: it is not held back, nor being sent, nor shown already."""
        return not (self._is_closed or community in self._held or self.is_taken(key))

    async def send(
        self, key: AlertKey, community: str, send: SendAlert, *, is_begun: bool = False
    ) -> None:
        """Send an alert unless it is held back; return once it is shown, or after ten seconds if few are being sent.

        One that `is_begun` is sent though its community is held since: it may not stay begun and unsent.
        """
        is_sent = is_begun and not self._is_closed and not self.is_taken(key)
        if not (is_sent or self.is_free(key, community)):
            return

        async def work() -> bool | Failed:
            with self.sending([key]):
                return await run_guarded(self.send_held(key, community, send), alert=key)

        task = asyncio.create_task(work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.wait({task}, timeout=_PATIENCE)
        if not task.done() and len(self._tasks) > MOST_UNAWAITED:
            await asyncio.wait({task})

    async def send_held(self, key: AlertKey, community: str, send: SendAlert) -> bool:
        """Send an alert although its community is held; return whether it is shown."""
        available = -1
        while available != self._availabilities[community]:  # else a channel has come meanwhile
            available = self._availabilities[community]
            outcome = await send()
            if outcome.is_in_force:
                break
        if outcome.is_in_force:
            self._shown[key] = None
        else:
            self.hold(community)
            self.failures.put_nowait(AlertChannel(community, outcome))
        return outcome.is_in_force

    async def close(self) -> None:
        """Cancel what is being sent, and send nothing more; the next start sends it."""
        self._is_closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
