"""Digest runs: of each community the last digest, so that one process posts it, once, and a missed one is made up."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.steps import StepRecord
from bot.store.database.leases import is_unleased, lease_owner
from bot.store.database.tables import digest_runs
from bot.store.database.writer import Writer, insert_or_ignore


class DigestRuns:
    """The table of digest runs."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(digest_runs, writer.engine)

    async def begin(
        self, platform: str, community: str, *, due_at: datetime, now: datetime
    ) -> StepRecord | None:
        """Record that the digest that was due then is going to be posted, and return what is known of it.

        None if it was sent, or another process sends it. Of a community that had none before, the next one is
        the first: nothing was missed.
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
        was_begun = and_(c.due_at == due_at, c.begun_at.is_not(None))
        claim = (
            update(digest_runs)
            .where(c.platform == platform, c.community == community)
            .where(or_(c.due_at < due_at, is_left))
            .values(
                due_at=due_at,
                begun_at=case((was_begun, c.begun_at), else_=now),
                sent_at=None,
                holder=own,
            )
            .returning(c.begun_at)
        )

        async def work(connection: AsyncConnection) -> datetime | None:
            await connection.execute(self._insert, first)
            begun_at: datetime | None = (await connection.execute(claim)).scalar()
            return begun_at

        begun_at = await self._writer.write(work)
        return StepRecord(begun_at, is_repeated=begun_at < now) if begun_at else None

    async def withdraw(self, platform: str, community: str, *, due_at: datetime) -> None:
        """Record that the platform has refused a digest: the next try is a first one."""
        await self._change(platform, community, due_at, begun_at=None)

    async def finish(
        self, platform: str, community: str, *, due_at: datetime, at: datetime
    ) -> None:
        """Record that a digest was sent."""
        await self._change(platform, community, due_at, sent_at=at)

    async def _change(self, platform: str, community: str, due_at: datetime, **values: Any) -> None:
        c = digest_runs.c
        change = (
            update(digest_runs)
            .where(c.platform == platform, c.community == community, c.due_at == due_at)
            .values(**values)
        )

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(change)

        await self._writer.write(work)
