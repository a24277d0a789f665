"""Who pressed which button: recorded before it is done, and only once."""

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.case import Decision
from bot.domain.message import Author
from bot.store.database.postgres import is_unleased, lease_owner, retry_if_disconnected
from bot.store.database.tables import cases, decisions
from bot.store.database.writer import Writer, insert_new
from bot.store.rows import outcome_to_row, row_to_decision

_SETTLE = (
    update(decisions)
    .where(decisions.c.case == bindparam("of"), decisions.c.place == bindparam("at"))
    .values({name: bindparam(name) for name in ("result", "done", "reason", "remedy")})
)


class Decisions:
    """Each case's decisions stand in places 0, 1, 2, ...: a place can be taken once."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_new(decisions, writer.engine).returning(decisions.c.place)
        self._holder = lease_owner(writer.engine)

    async def claim(
        self, case: int, place: int, *, button: Button, by: Author, why: str = ""
    ) -> bool:
        """Record the intent, durably; False if somebody else took the place first.

        The place to take is the number of decisions that the judgement was made on, so nothing can
        have come between.
        """
        row = {
            "case": case,
            "place": place,
            "button": button.value,
            "by": by.id,
            "by_name": by.name,
            "why": why,
            "holder": self._holder,
        }

        async def work(connection: AsyncConnection) -> bool:
            return await connection.scalar(self._insert, row) is not None

        return await self._writer.write(work)

    async def resolve(
        self, case: int, place: int, *, outcome: Outcome, is_strike: bool | None
    ) -> None:
        """Record what became of it, and whether the case is a strike now; None leaves that as it is."""

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(_SETTLE, {**outcome_to_row(outcome), "of": case, "at": place})
            if is_strike is not None:
                change = update(cases).where(cases.c.number == case)
                await connection.execute(change.values(is_strike=is_strike))

        await self._writer.write(work)

    @retry_if_disconnected
    async def of_community(self, platform: str, community: str) -> dict[int, list[Decision]]:
        """Everything that was decided there, by case, in order."""
        wanted = (
            select(decisions)
            .join(cases, cases.c.number == decisions.c.case)
            .where(cases.c.platform == platform, cases.c.community == community)
            .order_by(decisions.c.case, decisions.c.place)
        )
        found: dict[int, list[Decision]] = {}
        async with self._writer.reader.connect() as connection:
            for row in await connection.execute(wanted):
                found.setdefault(row.case, []).append(row_to_decision(row))
        return found

    async def claim_pending(self, platform: str) -> list[tuple[int, int]]:
        """Case and place of what a crash left undone, oldest first; held from now on."""
        c = decisions.c
        there = select(cases.c.number).where(cases.c.platform == platform)
        is_waiting = and_(c.case.in_(there), c.result.is_(None))
        hold = update(decisions).where(is_waiting, is_unleased(decisions, self._writer.engine))
        taken = hold.values(holder=self._holder).returning(c.case, c.place)

        async def work(connection: AsyncConnection) -> list[tuple[int, int]]:
            return sorted((row.case, row.place) for row in await connection.execute(taken))

        return await self._writer.write(work)
