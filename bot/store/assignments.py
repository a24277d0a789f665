"""Assignments of cases to moderators, by the database's clock: no two work on the same at a time."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.assignment import ASSIGNED_FOR, Assignment
from bot.domain.message import Author
from bot.domain.queue_order import QueueFilter
from bot.store.database.column_types import UtcDateTime
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import assignments, cases
from bot.store.database.writer import Writer, insert_or_ignore
from bot.store.queue_rows import is_selected, select_numbers


class Assignments:
    """The assignment table: one moderator a case, until the time is over or a decision is made."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(assignments, writer.engine)

    async def take(self, case: int, by: Author) -> Assignment:
        """Assign a case to a moderator, unless it is another's; return whose it is then.

        Whoever has it already has it for the whole time again.
        """

        async def work(connection: AsyncConnection) -> Assignment:
            await _drop_expired(connection)
            return await self._take(connection, case, by)

        return await self._writer.write(work)

    async def take_next(
        self, platform: str, community: str, *, of: QueueFilter, by: Author
    ) -> int | None:
        """Assign the first open case that is nobody's and about somebody else; None if there is none."""
        is_free = ~exists().where(assignments.c.case == cases.c.number)
        where = and_(is_selected(platform, community, of), is_free, cases.c.author != by.id)
        query = select_numbers(where).limit(1)

        async def work(connection: AsyncConnection) -> int | None:
            await _drop_expired(connection)
            number = await connection.scalar(query)
            # Of two processes that find the same one, the second finds it taken, and looks again.
            while number is not None and (await self._take(connection, number, by)).by != by.id:
                number = await connection.scalar(query)
            return number

        return await self._writer.write(work)

    async def release(self, case: int, by: Author) -> bool:
        """End the assignment of a case to a moderator; False if it was not theirs."""
        own = delete(assignments).where(assignments.c.case == case, assignments.c.by == by.id)

        async def work(connection: AsyncConnection) -> bool:
            await _drop_expired(connection)
            return (await connection.execute(own)).rowcount > 0

        return await self._writer.write(work)

    @retry_if_disconnected
    async def by_case(self, numbers: Collection[int]) -> dict[int, Assignment]:
        """Return who works on these cases at the moment, by case number."""
        async with self._writer.reader.connect() as connection:
            return await load_assignments(connection, numbers)

    async def _take(self, connection: AsyncConnection, case: int, by: Author) -> Assignment:
        until = await _read_clock(connection) + ASSIGNED_FOR
        row = {"case": case, "by": by.id, "by_name": by.name, "until": until}
        await connection.execute(self._insert, row)
        own = update(assignments).where(assignments.c.case == case, assignments.c.by == by.id)
        await connection.execute(own.values(until=until))
        return (await load_assignments(connection, [case]))[case]


def is_expired() -> ColumnElement[bool]:
    """Return the SQL condition for assignments whose time is over, by the database's clock."""
    return assignments.c.until <= func.now()


async def load_assignments(
    connection: AsyncConnection, numbers: Collection[int]
) -> dict[int, Assignment]:
    """Load who works on these cases at the moment, by case number."""
    c = assignments.c
    query = select(assignments).where(c.case.in_(numbers), ~is_expired())
    return {
        row.case: Assignment(row.by, row.by_name, row.until)
        for row in await connection.execute(query)
    }


async def end_assignment(connection: AsyncConnection, case: int) -> None:
    """End the assignment of a case that was decided on."""
    await connection.execute(delete(assignments).where(assignments.c.case == case))


async def _drop_expired(connection: AsyncConnection) -> None:
    await connection.execute(delete(assignments).where(is_expired()))


async def _read_clock(connection: AsyncConnection) -> datetime:
    now = type_coerce(func.now(), UtcDateTime())
    return (await connection.execute(select(now))).scalar_one()
