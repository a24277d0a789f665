"""Tracks, per shard and late guild, since when gateway events may have been missed: there the backfill starts."""

from collections.abc import Callable
from datetime import datetime, timedelta

_DETECTION_DELAY = timedelta(minutes=2)
"""Longest time for which a dead connection goes unnoticed: a heartbeat interval, and its timeout."""

_LONGEST_WAIT = timedelta(hours=12)
"""Longest gap that presence is held back for: beyond it, the next start would read all guilds for one that is dead."""


class GapTracker:
    """Start of the gap of each shard: one may be disconnected while the others are not.

    `since`: when an earlier process last had all events of any shard; None if there was none. `now` gives the time.
    """

    def __init__(self, since: datetime | None, now: Callable[[], datetime]) -> None:
        self._since = since
        self._now = now
        self._seen_at: dict[int, datetime | None] = {}
        self._gap_starts: dict[int, datetime] = {}
        self._disconnected: set[int] = set()
        self._late: dict[tuple[int, int], datetime] = {}
        """Shards and ids of guilds that are not known yet, and since when their events are missing."""

    def gain(self, shard: int, seen_at: datetime | None) -> None:
        """Begin with a shard that another process served until then."""
        self._seen_at[shard] = seen_at

    def lose(self, shard: int) -> None:
        """Forget a shard that another process serves from now on."""
        self._seen_at.pop(shard, None)
        self._gap_starts.pop(shard, None)
        self._disconnected.discard(shard)
        self._late = {key: since for key, since in self._late.items() if key[0] != shard}

    @property
    def is_connected(self) -> bool:
        """True while no shard is disconnected."""
        return not self._disconnected

    def begin(self, shard: int) -> None:
        """Begin the gap of a shard that was disconnected, if it has none yet."""
        self._disconnected.add(shard)
        self._gap_starts.setdefault(shard, self._now())

    def end(self, shard: int, *, is_resumed: bool) -> None:
        """Mark a shard as connected; a resumed session replays its gap, which is thereby closed."""
        self._disconnected.discard(shard)
        if is_resumed:
            self._gap_starts.pop(shard, None)

    def pop(self, shard: int) -> datetime | None:
        """Return when the gap of a shard began, less the detection delay, and forget it; None without one."""
        starts = (self._seen_at.get(shard, self._since), self._gap_starts.pop(shard, None))
        self._seen_at[shard] = None
        since = min(filter(None, starts), default=None)
        return None if since is None else since - _DETECTION_DELAY

    def wait_for(self, shard: int, guild: int, since: datetime | None = None) -> None:
        """Keep the gap of a guild that is not known at the moment, until it arrives; by default it begins now, less the detection delay."""
        gap = since or self._now() - _DETECTION_DELAY
        self._late[shard, guild] = min(gap, self._late.get((shard, guild), gap))

    def take(self, shard: int, guild: int) -> datetime | None:
        """Return when the gap of a guild began that was not known, and forget it; None without one."""
        return self._late.pop((shard, guild), None)

    @property
    def unread_since(self) -> datetime | None:
        """Return when the first gap began of a guild that is not known yet; None without one, or with older ones alone."""
        oldest = self._now() - _LONGEST_WAIT
        return min((since for since in self._late.values() if since > oldest), default=None)
