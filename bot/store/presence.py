"""Until when a platform's messages were seen, so that a restart knows what it has missed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.postgres import retry_if_disconnected
from bot.store.database.tables import presence
from bot.store.database.writer import Writer, insert_into


class Presence:
    """One moment a platform."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        insert = insert_into(presence, writer.engine)
        self._note = insert.on_conflict_do_update(
            index_elements=["platform"], set_={"seen_at": insert.excluded.seen_at}
        )

    async def note(self, platform: str, at: datetime) -> None:
        """Everything that was said until then has been seen."""

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(self._note, {"platform": platform, "seen_at": at})

        await self._writer.write(work)

    @retry_if_disconnected
    async def last(self, platform: str) -> datetime | None:
        """Until when everything was seen; None before the first time."""
        asked = select(presence.c.seen_at).where(presence.c.platform == platform)
        async with self._writer.reader.connect() as connection:
            found: datetime | None = await connection.scalar(asked)
            return found
