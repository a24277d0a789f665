"""The audit log of the desk: who signed in, and who did what there."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Author
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import desk_audit
from bot.store.database.writer import Writer

KEPT: Final = timedelta(days=365)
"""For which a line of the audit log is kept."""


class AuditLine(NamedTuple):
    """An entry of the audit log: a moderator's act, and its time; `by_name` is "" once they were erased."""

    by: str
    by_name: str
    what: str
    done_at: datetime


class DeskAudit:
    """The audit table."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def add(self, platform: str, community: str, *, by: Author, what: str) -> None:
        """Store a line: "dismiss 17"; never what a member wrote."""
        row = {"platform": platform, "community": community, "by": by.id, "by_name": by.name}

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(insert(desk_audit).values(**row, what=what))

        await self._writer.write(work)

    @retry_if_disconnected
    async def latest(self, platform: str, community: str, *, limit: int) -> list[AuditLine]:
        """Return the latest lines of a community, newest first."""
        c = desk_audit.c
        query = (
            select(c.by, c.by_name, c.what, c.done_at)
            .where(c.platform == platform, c.community == community)
            .order_by(c.number.desc())
            .limit(limit)
        )
        async with self._writer.reader.connect() as connection:
            return [AuditLine(*row) for row in await connection.execute(query)]

    async def forget(self, *, at: datetime) -> None:
        """Delete the lines that are no longer kept."""
        old = delete(desk_audit).where(desk_audit.c.done_at < at - KEPT)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(old)

        await self._writer.write(work)
