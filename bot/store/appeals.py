"""Appeals of members against their cases: one a case."""

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.leases import is_unleased, lease_owner
from bot.store.database.tables import appeals, cases
from bot.store.database.writer import Writer, insert_or_ignore


class Appeals:
    """The appeal table, and the outbox of appeals that moderators have not been shown yet."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(appeals, writer.engine).returning(appeals.c.case)
        self._lease_owner = lease_owner(writer.engine)

    async def open(self, case: int, why: str) -> bool:
        """Store an appeal, durably; return False if the case has one already."""
        row = {"case": case, "why": why, "holder": self._lease_owner}

        async def work(connection: AsyncConnection) -> bool:
            return await connection.scalar(self._insert, row) is not None

        return await self._writer.write(work)

    async def mark_alerted(self, case: int) -> None:
        """Record that the moderators were shown the appeal."""

        async def work(connection: AsyncConnection) -> None:
            change = update(appeals).where(appeals.c.case == case)
            await connection.execute(change.values(alerted_at=func.now()))

        await self._writer.write(work)

    async def claim_pending(self, platform: str) -> list[int]:
        """Claim a platform's appeals that are still to be shown; return their cases, oldest first."""
        of_platform = select(cases.c.number).where(cases.c.platform == platform)
        is_pending = and_(appeals.c.case.in_(of_platform), appeals.c.alerted_at.is_(None))
        claim = update(appeals).where(is_pending, is_unleased(appeals, self._writer.engine))
        claimed = claim.values(holder=self._lease_owner).returning(appeals.c.case)

        async def work(connection: AsyncConnection) -> list[int]:
            return sorted(await connection.scalars(claimed))

        return await self._writer.write(work)
