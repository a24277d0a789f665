"""One-time links to the desk: by the hash of its token, each signs a member in once, for some minutes."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.tables import desk_links
from bot.store.database.writer import Writer

LASTS: Final = timedelta(minutes=15)
"""From the making of a link to its end."""


class DeskLinks:
    """The link table."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def add(self, token: str, *, platform: str, member: str, at: datetime) -> None:
        """Store a link that signs a member in."""
        row = {"token": token, "platform": platform, "member": member, "until": at + LASTS}

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(insert(desk_links).values(**row))

        await self._writer.write(work)

    async def redeem(self, token: str, *, at: datetime) -> tuple[str, str] | None:
        """Use a link up; return its platform and member, None where there is none that still holds.

        Those that are over are deleted with it.
        """
        c = desk_links.c
        over = delete(desk_links).where(c.until <= at)
        used = delete(desk_links).where(c.token == token).returning(c.platform, c.member)

        async def work(connection: AsyncConnection) -> tuple[str, str] | None:
            await connection.execute(over)
            row = (await connection.execute(used)).one_or_none()
            return None if row is None else (row.platform, row.member)

        return await self._writer.write(work)
