"""Handed cases: what a worker has recorded, for the process that is connected for its community."""

from collections.abc import Collection

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.shards import ShardScope
from bot.store.database.leases import in_shards, lease_owner
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases
from bot.store.database.writer import Writer
from bot.store.rows import row_to_case


class HandedCases:
    """The pending cases that no process has claimed; on PostgreSQL, as SQLite knows no other process."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def claim(self, platform: str, *, shards: ShardScope | None) -> list[Case]:
        """Claim and return a platform's cases that are to be acted on or shown, oldest first."""
        c = cases.c
        is_handed = and_(c.platform == platform, c.holder.is_(None), in_shards(shards))
        owner = lease_owner(self._writer.engine)
        # Two statements, each with an index of its own.
        claims = [
            update(cases).where(is_handed, is_pending).values(holder=owner).returning(cases)
            for is_pending in (c.alerted_at.is_(None), c.result.is_(None))
        ]

        async def work(connection: AsyncConnection) -> list[Case]:
            found = dict[int, Case]()
            for claim in claims:
                rows = await connection.execute(claim)
                found |= {row.number: row_to_case(row) for row in rows}
            return [found[number] for number in sorted(found)]

        return await self._writer.write(work)

    @retry_if_disconnected
    async def find_taken(self, message: Message, parts: Collection[str]) -> set[str]:
        """Return which of these messages, written just before one by its author, have a case."""
        c = cases.c
        query = (
            select(c.message, c.parts)
            .where(
                c.platform == message.platform,
                c.community == message.community,
                c.author == message.author.id,
                c.channel == message.channel,
            )
            .order_by(c.number.desc())
            .limit(_LATEST)
        )
        async with self._writer.reader.connect() as connection:
            rows = await connection.execute(query)
            taken = {part for row in rows for part in (row.message, *row.parts)}
        return taken & set(parts)


_LATEST = 50
"""Cases of an author that are looked through: those of the last seconds are among them."""
