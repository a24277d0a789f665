"""Digest runs: of each community the last digest, so that one process sends it, and a missed one is made up."""

from datetime import datetime

from sqlalchemy import and_, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.leases import is_unleased, lease_owner
from bot.store.database.tables import digest_runs
from bot.store.database.writer import Writer, insert_or_ignore


class DigestRuns:
    """The table of digest runs."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(digest_runs, writer.engine)

    async def claim(
        self, platform: str, community: str, *, due_at: datetime, now: datetime
    ) -> bool:
        """Claim the digest that was due then; return False if it was sent, or another process sends it.

        Of a community that had none before, the next one is the first: nothing was missed.
        """
        c, own = digest_runs.c, lease_owner(self._writer.engine)
        first = {
            "platform": platform,
            "community": community,
            "due_at": due_at,
            "sent_at": now,
            "holder": own,
        }
        is_left = and_(
            c.due_at == due_at,
            c.sent_at.is_(None),
            is_unleased(digest_runs, self._writer.engine),
        )
        claim = (
            update(digest_runs)
            .where(c.platform == platform, c.community == community)
            .where(or_(c.due_at < due_at, is_left))
            .values(due_at=due_at, sent_at=None, holder=own)
        )

        async def work(connection: AsyncConnection) -> bool:
            await connection.execute(self._insert, first)
            return bool((await connection.execute(claim)).rowcount)

        return await self._writer.write(work)

    async def finish(
        self, platform: str, community: str, *, due_at: datetime, at: datetime
    ) -> None:
        """Record that a digest was sent."""
        c = digest_runs.c
        change = (
            update(digest_runs)
            .where(c.platform == platform, c.community == community, c.due_at == due_at)
            .values(sent_at=at)
        )

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(change)

        await self._writer.write(work)
