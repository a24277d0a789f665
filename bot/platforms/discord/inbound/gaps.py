"""Since when something was not heard: what a new session is not told of has to be read."""

from datetime import UTC, datetime, timedelta

_UNNOTICED = timedelta(minutes=2)
"""For so long a connection can be dead before that is noticed: a heartbeat, and patience for one."""

_EARLIER_RUN = -1
"""Stands for the connection of the process before this one, among the numbers of shards."""


class GapTracker:
    """Of each shard by itself: while one is away, the others may be there.

    `since`: until then an earlier run has heard everything; None if there was none.
    """

    def __init__(self, since: datetime | None) -> None:
        self._unheard_since = {} if since is None else {_EARLIER_RUN: since}
        self._away: set[int] = set()

    @property
    def is_over(self) -> bool:
        """Whether every shard is connected again."""
        return not self._away

    def begin(self, shard: int) -> None:
        """From now on nothing is heard of it."""
        self._away.add(shard)
        self._unheard_since.setdefault(shard, datetime.now(UTC))

    def end(self, shard: int, *, is_resumed: bool) -> None:
        """It is heard again; if its session is resumed, also what came meanwhile."""
        self._away.discard(shard)
        if is_resumed:
            self._unheard_since.pop(shard, None)

    def take(self) -> datetime | None:
        """From when on there is something to be read, None if there is nothing; then that is done."""
        since = min(self._unheard_since.values(), default=None)
        self._unheard_since.clear()
        return None if since is None else since - _UNNOTICED
