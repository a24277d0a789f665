"""Admin notices: the communities whose administrator was told that alerts cannot be shown, so once only."""

from sqlalchemy import and_, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.tables import admin_notices
from bot.store.database.writer import Writer, insert_or_ignore


class AdminNotices:
    """The table of open notices: one a community, until alerts are shown again."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(admin_notices, writer.engine).returning(
            admin_notices.c.community
        )

    async def open(self, platform: str, community: str) -> bool:
        """Record a notice, durably; return False if there is one already."""
        row = {"platform": platform, "community": community}

        async def work(connection: AsyncConnection) -> bool:
            return await connection.scalar(self._insert, row) is not None

        return await self._writer.write(work)

    async def clear(self, platform: str, community: str) -> None:
        """Delete the notice of a community, if there is one."""
        c = admin_notices.c
        is_here = and_(c.platform == platform, c.community == community)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(delete(admin_notices).where(is_here))

        await self._writer.write(work)
