"""What members say against their cases: once a case."""

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.postgres import is_unleased, lease_owner
from bot.store.database.tables import appeals, cases
from bot.store.database.writer import Writer, insert_new


class Appeals:
    """Appeals, and the outbox of those that moderators have not been shown yet."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_new(appeals, writer.engine).returning(appeals.c.case)
        self._holder = lease_owner(writer.engine)

    async def open(self, case: int, why: str) -> bool:
        """Record an appeal, durably; False if there is one already."""
        row = {"case": case, "why": why, "holder": self._holder}

        async def work(connection: AsyncConnection) -> bool:
            return await connection.scalar(self._insert, row) is not None

        return await self._writer.write(work)

    async def mark_alerted(self, case: int) -> None:
        """Record that the moderators were shown it."""

        async def work(connection: AsyncConnection) -> None:
            change = update(appeals).where(appeals.c.case == case)
            await connection.execute(change.values(alerted_at=func.now()))

        await self._writer.write(work)

    async def claim_pending(self, platform: str) -> list[int]:
        """Cases of a platform whose appeal is still to be shown, oldest first; held from now on."""
        there = select(cases.c.number).where(cases.c.platform == platform)
        is_waiting = and_(appeals.c.case.in_(there), appeals.c.alerted_at.is_(None))
        hold = update(appeals).where(is_waiting, is_unleased(appeals, self._writer.engine))
        taken = hold.values(holder=self._holder).returning(appeals.c.case)

        async def work(connection: AsyncConnection) -> list[int]:
            return sorted(await connection.scalars(taken))

        return await self._writer.write(work)
