"""What members say against their cases: once a case."""

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import appeals, cases
from bot.store.writer import Writer, insert_new


class Appeals:
    """Appeals, and the outbox of those that moderators have not been shown yet."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_new(appeals, writer.engine).returning(appeals.c.case)

    async def open(self, case: int, why: str) -> bool:
        """Record an appeal, durably; False if there is one already."""

        async def work(connection: AsyncConnection) -> bool:
            return await connection.scalar(self._insert, {"case": case, "why": why}) is not None

        return await self._writer.write(work)

    async def mark_alerted(self, case: int) -> None:
        """Record that the moderators were shown it."""

        async def work(connection: AsyncConnection) -> None:
            change = update(appeals).where(appeals.c.case == case)
            await connection.execute(change.values(alerted_at=func.now()))

        await self._writer.write(work)

    async def unalerted(self, platform: str) -> list[int]:
        """Cases of a platform whose appeal is still to be shown, oldest first."""
        waiting = (
            select(appeals.c.case)
            .join(cases, cases.c.number == appeals.c.case)
            .where(cases.c.platform == platform, appeals.c.alerted_at.is_(None))
            .order_by(appeals.c.case)
        )
        async with self._writer.reader.connect() as connection:
            return list(await connection.scalars(waiting))
