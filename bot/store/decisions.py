"""Decisions of moderators on cases: stored before they are carried out, and only once."""

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.case import Decision
from bot.domain.message import Author
from bot.store.database.leases import is_unleased, lease_owner
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases, decisions
from bot.store.database.writer import Writer, insert_or_ignore
from bot.store.rows import outcome_to_row, row_to_decision

_RESOLVE = (
    update(decisions)
    .where(decisions.c.case == bindparam("of_case"), decisions.c.place == bindparam("at_sequence"))
    .values({name: bindparam(name) for name in ("result", "done", "reason", "remedy")})
)


class Decisions:
    """The decision table. The decisions of a case are numbered 0, 1, 2, ...: its sequence."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(decisions, writer.engine).returning(decisions.c.place)
        self._lease_owner = lease_owner(writer.engine)

    async def claim(
        self, case: int, sequence: int, *, button: Button, by: Author, why: str = ""
    ) -> bool:
        """Store the intent, durably; return False if somebody else decided first.

        An optimistic lock: `sequence` is the number of decisions that the caller saw, and the insert
        does nothing if that number is taken.
        """
        row = {
            "case": case,
            "place": sequence,
            "button": button.value,
            "by": by.id,
            "by_name": by.name,
            "why": why,
            "holder": self._lease_owner,
        }

        async def work(connection: AsyncConnection) -> bool:
            return await connection.scalar(self._insert, row) is not None

        return await self._writer.write(work)

    async def resolve(
        self, case: int, sequence: int, *, outcome: Outcome, is_strike: bool | None
    ) -> None:
        """Store the outcome, and whether the case is a strike now; None leaves that as it is."""

        async def work(connection: AsyncConnection) -> None:
            which = {"of_case": case, "at_sequence": sequence}
            await connection.execute(_RESOLVE, {**outcome_to_row(outcome), **which})
            if is_strike is not None:
                change = update(cases).where(cases.c.number == case)
                await connection.execute(change.values(is_strike=is_strike))

        await self._writer.write(work)

    @retry_if_disconnected
    async def by_case(self, platform: str, community: str) -> dict[int, list[Decision]]:
        """Return all decisions of a community by case number, each case's in order."""
        query = (
            select(decisions)
            .join(cases, cases.c.number == decisions.c.case)
            .where(cases.c.platform == platform, cases.c.community == community)
            .order_by(decisions.c.case, decisions.c.place)
        )
        found: dict[int, list[Decision]] = {}
        async with self._writer.reader.connect() as connection:
            for row in await connection.execute(query):
                found.setdefault(row.case, []).append(row_to_decision(row))
        return found

    async def claim_pending(self, platform: str) -> list[tuple[int, int]]:
        """Claim a platform's decisions without an outcome; return (case, sequence) pairs, oldest first."""
        c = decisions.c
        of_platform = select(cases.c.number).where(cases.c.platform == platform)
        is_pending = and_(c.case.in_(of_platform), c.result.is_(None))
        claim = update(decisions).where(is_pending, is_unleased(decisions, self._writer.engine))
        claimed = claim.values(holder=self._lease_owner).returning(c.case, c.place)

        async def work(connection: AsyncConnection) -> list[tuple[int, int]]:
            return sorted((row.case, row.place) for row in await connection.execute(claimed))

        return await self._writer.write(work)
