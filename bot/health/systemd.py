"""systemd notification: readiness, status, and the watchdog's sign of life.

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
"""Seconds between two notifications, where the watchdog needs no shorter ones."""


@asynccontextmanager
async def notify_systemd(checks: HealthChecks) -> AsyncIterator[None]:
    """Notify systemd while entered; do nothing without NOTIFY_SOCKET."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        yield
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
        connection.settimeout(0)
        connection.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        notifier = SystemdNotifier(connection, checks)
        task = asyncio.create_task(notifier.run(period=notify_period()))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            notifier.send("STOPPING=1")


def notify_period() -> float:
    """Return the seconds between two notifications: at most a third of the watchdog's timeout."""
    timeout = int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000
    return min(_PERIOD, timeout / 3) if timeout else _PERIOD


class SystemdNotifier:
    """Notifier that reports the health checks to systemd from time to time."""

    def __init__(self, connection: socket.socket, checks: HealthChecks) -> None:
        self._connection = connection
        self._checks = checks
        self._is_ready = False

    async def run(self, *, period: float) -> None:
        """Notify until cancelled. A blocked event loop sends nothing, so the watchdog restarts us."""
        while True:
            self.notify()
            await asyncio.sleep(period if self._is_ready else min(period, 0.1))

    def notify(self) -> None:
        """Send the state of now. While something is stuck, the watchdog gets no sign of life."""
        if not self._is_ready and not self._checks.connection_problems():
            self._is_ready = True
            self.send("READY=1")
        problems = self._checks.liveness_problems()
        if problems:
            log.error("no progress", faults=problems)
            self.send(f"STATUS={'; '.join(problems)}")
        else:
            self.send(f"WATCHDOG=1\nSTATUS={self._checks.status_line()}")

    def send(self, state: str) -> None:
        """Send one datagram of "NAME=value" lines."""
        try:
            self._connection.send(state.encode())
        except OSError:
            log.warning("systemd does not listen", exc_info=True)  # the next one may arrive
