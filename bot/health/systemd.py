"""What systemd is told, if it started us: ready once, how things go, and a sign of life while they do.

The protocol is sd_notify(3): datagrams to the socket named in the environment.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from bot.health.checks import HealthChecks

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PERIOD = 10.0
"""Seconds between two looks, where systemd asks for no shorter ones."""


@asynccontextmanager
async def notify_systemd(rules: HealthChecks) -> AsyncIterator[None]:
    """Tell systemd while entered; without NOTIFY_SOCKET, nothing happens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        yield
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
        connection.settimeout(0)
        connection.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        teller = SystemdNotifier(connection, rules)
        telling = asyncio.create_task(teller.tell(period=read_period()))
        try:
            yield
        finally:
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling
            teller.say("STOPPING=1")


def read_period() -> float:
    """Seconds between two looks: at most a third of the time after which systemd gives us up."""
    limit = int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000
    return min(_PERIOD, limit / 3) if limit else _PERIOD


class SystemdNotifier:
    """Looks at the rules now and then, and tells what they say."""

    def __init__(self, connection: socket.socket, rules: HealthChecks) -> None:
        self._connection = connection
        self._rules = rules
        self._is_ready = False

    async def tell(self, *, period: float) -> None:
        """Look and tell until cancelled. A loop that cannot run tells nothing: that is the point."""
        while True:
            self.look()
            await asyncio.sleep(period if self._is_ready else min(period, 0.1))

    def look(self) -> None:
        """Tell how things are now."""
        if not self._is_ready and not self._rules.readiness_problems():
            self._is_ready = True
            self.say("READY=1")
        faults = self._rules.liveness_problems()
        if faults:
            log.error("no progress", faults=faults)
            self.say(f"STATUS={'; '.join(faults)}")
        else:
            self.say(f"WATCHDOG=1\nSTATUS={self._rules.summary()}")

    def say(self, state: str) -> None:
        """Send one notice. Lines of "NAME=value"."""
        try:
            self._connection.send(state.encode())
        except OSError:
            log.warning("systemd does not listen", exc_info=True)  # the next look tells again
