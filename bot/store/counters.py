"""How many messages came by, and what became of those that have no case.

Counted in memory, and written from time to time: a durable write for every message would cost more
than scoring it. What a crash takes is a minute of figures.
"""

from collections import Counter
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.tables import counters
from bot.store.database.writer import Writer, insert_into
from bot.store.rows import write_day

_Key: TypeAlias = tuple[str, str, str, str]


class Counters:
    """Counts by platform, community, day and what."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: Counter[_Key] = Counter()
        insert = insert_into(counters, writer.engine)
        self._add = insert.on_conflict_do_update(
            index_elements=list(counters.primary_key),
            set_={"count": counters.c.count + insert.excluded.count},
        )

    def count(self, what: str, *, platform: str, community: str, at: datetime) -> None:
        """One more."""
        self._waiting[platform, community, write_day(at), what] += 1

    async def write(self) -> None:
        """Write what was counted."""
        names = [column.name for column in counters.primary_key]
        taken, self._waiting = self._waiting, Counter()
        if not taken:
            return
        rows = [  # in order, so that two processes do not each wait for what the other has
            {**dict(zip(names, key, strict=True)), "count": taken[key]} for key in sorted(taken)
        ]

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(self._add, rows)

        is_written = False
        try:
            await self._writer.write(work)
            is_written = True
        finally:
            if not is_written:
                self._waiting.update(taken)
