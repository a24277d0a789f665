"""Notes of moderators on members: added, listed and removed."""

from sqlalchemy import and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.member_page import MemberNote
from bot.domain.message import Author
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import member_notes
from bot.store.database.writer import Writer


class MemberNotes:
    """The note table."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def add(
        self, platform: str, community: str, *, member: str, text: str, by: Author
    ) -> int:
        """Store a note, durably; return its number."""
        row = {"platform": platform, "community": community, "member": member, "text": text}
        new = insert(member_notes).values(**row, by=by.id, by_name=by.name)

        async def work(connection: AsyncConnection) -> int:
            numbered = await connection.execute(new.returning(member_notes.c.number))
            number: int = numbered.scalar_one()
            return number

        return await self._writer.write(work)

    async def remove(self, platform: str, community: str, *, member: str, number: int) -> bool:
        """Delete a note on a member; return False if there is none of that number."""
        c = member_notes.c
        here = and_(c.platform == platform, c.community == community, c.member == member)
        which = delete(member_notes).where(here, c.number == number).returning(c.number)

        async def work(connection: AsyncConnection) -> bool:
            return await connection.scalar(which) is not None

        return await self._writer.write(work)

    @retry_if_disconnected
    async def latest(
        self, platform: str, community: str, *, member: str, limit: int
    ) -> list[MemberNote]:
        """Return the latest notes on a member, newest first."""
        c = member_notes.c
        here = and_(c.platform == platform, c.community == community, c.member == member)
        columns = (c.number, c.text, c.by, c.by_name, c.noted_at)
        query = select(*columns).where(here).order_by(c.number.desc()).limit(limit)
        async with self._writer.reader.connect() as connection:
            return [MemberNote(*row) for row in await connection.execute(query)]
