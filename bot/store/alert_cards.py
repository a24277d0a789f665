"""Cards of cases: the messages in which moderators are shown them, to be redrawn after a restart too."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case import Card
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import alert_cards
from bot.store.database.writer import Writer, insert_or_ignore

_MOST = 8
"""Cards of a case that are redrawn, the latest: its alert, its appeal's, and one for each worse version."""


class AlertCardTable:
    """The card table."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(alert_cards, writer.engine)

    async def add(self, cases: Sequence[int], card: Card) -> None:
        """Store the card of these cases, durably."""
        rows = [{"case": case, "channel": card.channel, "message": card.message} for case in cases]

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(self._insert, rows)

        await self._writer.write(work)

    @retry_if_disconnected
    async def find(self, case: int) -> list[Card]:
        """Return the latest cards of a case."""
        c = alert_cards.c
        latest = select(c.channel, c.message).where(c.case == case).order_by(c.shown_at.desc())
        async with self._writer.reader.connect() as connection:
            return [Card(*row) for row in await connection.execute(latest.limit(_MOST))]
