"""Backfill checkpoints: until when a platform's messages were seen, so that a restart reads what it missed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import presence
from bot.store.database.writer import Writer, insert_into


class LastSeen:
    """The checkpoint table: one time a platform."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        insert = insert_into(presence, writer.engine)
        self._upsert = insert.on_conflict_do_update(
            index_elements=["platform"], set_={"seen_at": insert.excluded.seen_at}
        )

    async def record(self, platform: str, at: datetime) -> None:
        """Record that every message up to this time was seen."""

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(self._upsert, {"platform": platform, "seen_at": at})

        await self._writer.write(work)

    @retry_if_disconnected
    async def get(self, platform: str) -> datetime | None:
        """Return the time up to which every message was seen; None before the first time."""
        query = select(presence.c.seen_at).where(presence.c.platform == platform)
        async with self._writer.reader.connect() as connection:
            seen_at: datetime | None = await connection.scalar(query)
            return seen_at
