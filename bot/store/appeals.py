"""Appeals of members against their cases: one a case, until it is answered and a worse version is acted on."""

from collections.abc import Collection

from sqlalchemy import and_, exists, func, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.shards import ShardScope
from bot.store.database.leases import in_shards, is_claimable, lease_owner
from bot.store.database.tables import appeals, cases
from bot.store.database.writer import Writer, insert_or_ignore
from bot.store.steps import APPEAL, end_part
from bot.store.text_ages import note_words
from bot.store.waiting import is_answered, mark_waiting


class Appeals:
    """The appeal table, and the outbox of appeals that moderators have not been shown yet."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(appeals, writer.engine).returning(appeals.c.case)
        self._lease_owner = lease_owner(writer.engine)

    async def open(
        self, case: int, why: str, *, version: int = 0, is_for_others: bool = False
    ) -> bool:
        """Store an appeal, durably; return False if the case has one already.

        One that was answered gives way to one about a later version of the message. `is_for_others`:
        the process that serves the community is to show it.
        """
        holder = None if is_for_others else self._lease_owner
        row = {"case": case, "why": why, "version": version, "holder": holder}
        renewal = (
            update(appeals)
            .where(appeals.c.case == case, appeals.c.version < version, is_answered())
            .values({**row, "appealed_at": func.now(), "alerted_at": None})
            .returning(appeals.c.case)
        )

        async def work(connection: AsyncConnection) -> bool:
            is_open = await connection.scalar(self._insert, row) is not None
            is_open = is_open or await connection.scalar(renewal) is not None
            await note_words(connection, case)
            await mark_waiting(connection, case)
            return is_open

        return await self._writer.write(work)

    async def mark_alerted_in(self, connection: AsyncConnection, case: int) -> None:
        """Record in a transaction that the moderators were shown the appeal."""
        change = update(appeals).where(appeals.c.case == case)
        await connection.execute(change.values(alerted_at=func.now()))
        await end_part(connection, case, APPEAL)

    async def claim_pending(
        self,
        platform: str,
        owners: Collection[str] | None = None,
        *,
        shards: ShardScope | None = None,
    ) -> list[int]:
        """Claim a platform's appeals that are still to be shown; return their cases, oldest first."""
        of_platform = exists().where(
            cases.c.number == appeals.c.case, cases.c.platform == platform, in_shards(shards)
        )
        is_pending = and_(appeals.c.alerted_at.is_(None), of_platform)
        claim = update(appeals).where(
            is_pending,
            is_claimable(appeals, self._writer.engine, owners, shards),
        )
        claimed = claim.values(holder=self._lease_owner).returning(appeals.c.case)

        async def work(connection: AsyncConnection) -> list[int]:
            return sorted(await connection.scalars(claimed))

        return await self._writer.write(work)
