"""Shared clock: the time on which the processes of one database agree, wherever their machines' clocks stand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

TOLERATED: Final = timedelta(minutes=1)
"""Difference of the machine's clock from which on the log says so: nothing is lost by it, but other programs may err."""


class SharedClock:
    """The database's time: that of the machine, and the difference that was last measured.

    Of a process alone with its database the two are one. `machine` is the machine's own clock, in UTC.
    """

    def __init__(self, machine: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._machine = machine
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self._machine() - self._ahead

    def adjust(self, database: datetime) -> None:
        """Adjust to the time of a database, just read there.

        The way of the answer makes it late by as much, never early: what was seen is then read once more, not lost.
        """
        was_tolerated = abs(self._ahead) < TOLERATED
        self._ahead = self._machine() - database
        if was_tolerated and abs(self._ahead) >= TOLERATED:
            log.warning(
                "this machine's clock differs from the database's",
                seconds_ahead=round(self._ahead.total_seconds()),
                remedy="let both be set by NTP, such as chrony",
            )
