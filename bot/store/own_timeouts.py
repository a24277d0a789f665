"""Own timeouts: those that the bot has set, by case; an undo lifts none but these."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.actions import TimeoutSpan
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import timeouts
from bot.store.database.writer import Writer, insert_or_ignore


class OwnTimeouts:
    """The timeout table."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(timeouts, writer.engine)

    async def record(self, case: int, span: TimeoutSpan) -> None:
        """Record a timeout that was set in a case, once."""
        row = {"case": case, "ends_at": span.ends_at, "former_end": span.former_end}

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(self._insert, row)

        await self._writer.write(work)

    @retry_if_disconnected
    async def by_case(self, case: int) -> tuple[TimeoutSpan, ...]:
        """Return the timeouts that were set in a case."""
        query = select(timeouts).where(timeouts.c.case == case).order_by(timeouts.c.ends_at)
        async with self._writer.reader.connect() as connection:
            rows = await connection.execute(query)
            return tuple(TimeoutSpan(row.ends_at, row.former_end) for row in rows)
