"""The audit log of the desk: who signed in, and who did what there."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Author
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import desk_audit
from bot.store.database.writer import Writer

KEPT: Final = timedelta(days=365)
"""For which a line of the audit log is kept."""


class AuditLine(NamedTuple):
    """An entry of the audit log: an act and its time; `by_name` is "" once its moderator was erased, `by` if unknown."""

    by: str
    by_name: str
    what: str
    done_at: datetime

    @property
    def case(self) -> int | None:
        """Return the number of the case that it is about: "dismiss 17" -> 17, "sign out" -> None."""
        last = self.what.rpartition(" ")[2]
        return int(last) if last.isascii() and last.isdecimal() else None


class DeskAudit:
    """The audit table."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def add(self, platform: str, community: str, *, by: Author, what: str) -> None:
        """Store a line: "dismiss 17"; never what a member wrote. `community` is "" where it is not known which."""
        row = {"platform": platform, "community": community, "by": by.id, "by_name": by.name}

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(insert(desk_audit).values(**row, what=what))

        await self._writer.write(work)

    @retry_if_disconnected
    async def latest(self, platform: str, community: str, *, limit: int) -> list[AuditLine]:
        """Return the latest lines of a community, newest first, among a few about no community that is known."""
        c = desk_audit.c
        own = and_(c.platform == platform, c.community == community)
        of_nowhere = and_(c.platform.in_([platform, ""]), c.community == "")
        found = []
        async with self._writer.reader.connect() as connection:
            for where, most in ((own, limit), (of_nowhere, max(limit // 10, 1))):
                query = select(c.by, c.by_name, c.what, c.done_at, c.number).where(where)
                found += list(await connection.execute(query.order_by(c.number.desc()).limit(most)))
        found.sort(key=lambda row: row.number, reverse=True)
        return [AuditLine(*row[:4]) for row in found[:limit]]

    async def forget(self, *, at: datetime) -> None:
        """Delete the lines that are no longer kept."""
        old = delete(desk_audit).where(desk_audit.c.done_at < at - KEPT)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(old)

        await self._writer.write(work)
