"""Living processes: those that serve a platform without shards on one database, and what the dead have left.

All times are the database's own: no clock of a process decides anything.
"""

from typing import Any

from sqlalchemy import Select, and_, select, text, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.neighbours import Neighbours
from bot.store.database.leases import LEASE_SECONDS, is_silent, lease_owner
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import appeals, cases, decisions
from bot.store.database.writer import Writer
from bot.store.outage import StoreOutage
from bot.store.shared_clock import SharedClock

_BEAT = text(
    "INSERT INTO platform_processes (process, platform, seen_at) VALUES (:me, :platform, now())"
    " ON CONFLICT (process, platform) DO UPDATE SET seen_at = now() RETURNING clock_timestamp()"
)
_READ_CLOCK = text("SELECT clock_timestamp()")
_COUNT = text(
    "SELECT count(*) FILTER (WHERE seen_at > now() - make_interval(secs => :lease)) AS processes,"
    " count(*) FILTER (WHERE seen_at < now() - make_interval(secs => :lease)"
    "  AND seen_at > now() - make_interval(secs => :news)) AS silent"
    " FROM platform_processes WHERE platform = :platform"
)
_LEAVE = text(
    "UPDATE platform_processes SET seen_at = now() - make_interval(secs => :lease)"
    " WHERE process = :me AND platform = :platform"
)
_FORGET_DEAD = text("DELETE FROM platform_processes WHERE seen_at < now() - interval '1 day'")

_NEWS_SECONDS = 60.0
"""Seconds after its last sign of life for which others look often for what a process has left."""


class LivingProcesses:
    """The table of living processes; `is_shared`: there may be others than this one, as not on SQLite."""

    def __init__(self, writer: Writer, outage: StoreOutage, clock: SharedClock) -> None:
        self.is_shared = writer.engine.dialect.name == "postgresql"
        self._writer = writer
        self._outage = outage
        self._clock = clock

    @retry_if_disconnected
    async def adjust_clock(self) -> None:
        """Adjust this process's clock to the database's, where there may be others."""
        if self.is_shared:
            async with self._writer.reader.connect() as connection:
                self._clock.adjust((await connection.execute(_READ_CLOCK)).scalar_one())

    async def beat(self, platform: str) -> Neighbours:
        """Record that this process serves a platform, and adjust its clock; return how many do."""

        async def work(connection: AsyncConnection) -> Neighbours:
            key = self._key(platform)
            self._clock.adjust((await connection.execute(_BEAT, key)).scalar_one())
            row = (await connection.execute(_COUNT, {**key, "news": _NEWS_SECONDS})).one()
            return Neighbours(row.processes, bool(row.silent))

        return await self._outage.insist(self._writer.write, work)

    async def leave(self, platform: str) -> None:
        """Record that this process serves a platform no more: others take up what it leaves."""

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(_LEAVE, self._key(platform))
            await connection.execute(_FORGET_DEAD)

        await self._writer.write(work)

    @retry_if_disconnected
    async def find_dead_owners(self, platform: str) -> frozenset[str]:
        """Return the lease owners of a platform's pending work that are not heard of."""
        if not self.is_shared:
            return frozenset()
        async with self._writer.reader.connect() as connection:
            return frozenset(await connection.scalars(self._left(platform)))

    def _left(self, platform: str) -> Select[tuple[str]]:
        c, engine = cases.c, self._writer.engine
        of_platform = select(c.number).where(c.platform == platform)
        each = (
            (cases, and_(c.platform == platform, c.alerted_at.is_(None))),
            (cases, and_(c.platform == platform, c.result.is_(None))),
            (decisions, and_(decisions.c.case.in_(of_platform), decisions.c.result.is_(None))),
            (appeals, and_(appeals.c.case.in_(of_platform), appeals.c.alerted_at.is_(None))),
        )
        owners = union(
            *(
                select(table.c.holder).where(is_pending, is_silent(table, engine))
                for table, is_pending in each
            )
        ).subquery()
        return select(owners.c.holder)

    def _key(self, platform: str) -> dict[str, Any]:
        me = lease_owner(self._writer.engine)
        return {"platform": platform, "me": me, "lease": LEASE_SECONDS}
