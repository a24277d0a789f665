"""Abandoned work: what processes have claimed that are not connected any more."""

from sqlalchemy import Select, and_, select, union

from bot.store.database.leases import is_abandoned, lease_owner
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import appeals, cases, decisions
from bot.store.database.writer import Writer


class Abandoned:
    """The processes that have left work; there is but one on SQLite, and so none."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    @retry_if_disconnected
    async def find_owners(self, platform: str) -> frozenset[str]:
        """Return the lease owners of a platform's pending work that have no connection."""
        engine = self._writer.reader
        if lease_owner(engine) is None:
            return frozenset()
        async with engine.connect() as connection:
            return frozenset(await connection.scalars(self._query(platform)))

    def _query(self, platform: str) -> Select[tuple[str]]:
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
                select(table.c.holder).where(is_pending, is_abandoned(table, engine))
                for table, is_pending in each
            )
        ).subquery()
        return select(owners.c.holder)
