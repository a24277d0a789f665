"""Tracks, per shard, since when gateway events may have been missed: there the backfill starts."""

from datetime import UTC, datetime, timedelta

_DETECTION_DELAY = timedelta(minutes=2)
"""Longest time for which a dead connection goes unnoticed: a heartbeat interval, and its timeout."""

_PREVIOUS_PROCESS = -1
"""Key of the gap before this process started, among the numbers of shards."""


class GapTracker:
    """Start of the gap of each shard: one may be disconnected while the others are not.

    `since`: when an earlier process last had all events; None if there was none.
    """

    def __init__(self, since: datetime | None) -> None:
        self._gap_starts = {} if since is None else {_PREVIOUS_PROCESS: since}
        self._disconnected: set[int] = set()

    @property
    def is_connected(self) -> bool:
        """True while no shard is disconnected."""
        return not self._disconnected

    def begin(self, shard: int) -> None:
        """Begin the gap of a shard that was disconnected, if it has none yet."""
        self._disconnected.add(shard)
        self._gap_starts.setdefault(shard, datetime.now(UTC))

    def end(self, shard: int, *, is_resumed: bool) -> None:
        """Mark a shard as connected; a resumed session replays its gap, which is thereby closed."""
        self._disconnected.discard(shard)
        if is_resumed:
            self._gap_starts.pop(shard, None)

    def pop_earliest(self) -> datetime | None:
        """Return when the earliest gap began, less the detection delay, and forget all gaps; None without one."""
        since = min(self._gap_starts.values(), default=None)
        self._gap_starts.clear()
        return None if since is None else since - _DETECTION_DELAY
