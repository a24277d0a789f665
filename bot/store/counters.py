"""Counters of messages a day, also of those that have no case.

They are counted in memory and flushed from time to time: a durable write for every message would cost
more than scoring it. A crash loses the counts since the last flush, a minute's.
"""

from collections import Counter
from datetime import UTC, datetime, tzinfo
from typing import TypeAlias

from bot.store.database.tables import counters
from bot.store.database.writer import Writer, insert_into
from bot.store.flush import flush_rows
from bot.store.rows import format_day

_Key: TypeAlias = tuple[str, str, str, str]


class Counters:
    """Counts by platform, community, day and kind ("scored", "unscored language", "overflowed", "failed")."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._unwritten: Counter[_Key] = Counter()
        insert = insert_into(counters, writer.engine)
        self._add = insert.on_conflict_do_update(
            index_elements=list(counters.primary_key),
            set_={"count": counters.c.count + insert.excluded.count},
        )

    def count(
        self,
        kind: str,
        *,
        platform: str,
        community: str,
        at: datetime,
        zone: tzinfo = UTC,
        number: int = 1,
    ) -> None:
        """Count messages, one unless said otherwise, in memory, on the day that it was in a time zone."""
        self._unwritten[platform, community, format_day(at, zone), kind] += number

    async def flush(self) -> None:
        """Add the counts since the last flush to the database; keep them if that fails."""
        names = [column.name for column in counters.primary_key]
        flushed, self._unwritten = self._unwritten, Counter()
        rows = [  # sorted, so that two processes do not deadlock
            {**dict(zip(names, key, strict=True)), "count": flushed[key]} for key in sorted(flushed)
        ]
        await flush_rows(
            self._writer, self._add, rows, keep=lambda: self._unwritten.update(flushed)
        )
