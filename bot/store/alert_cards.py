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
    """The card table, and the cards that are to be stored in it once their case is marked as shown."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(alert_cards, writer.engine)
        self._noted: dict[int, list[Card]] = {}

    def note(self, cases: Sequence[int], card: Card) -> None:
        """Note the card of these cases: it is stored with the record that moderators were shown them."""
        for case in cases:
            self._noted.setdefault(case, []).append(card)

    def noted(self, case: int) -> list[Card]:
        """Return the cards of a case that are to be stored."""
        return list(self._noted.get(case, ()))

    def forget_noted(self, case: int, cards: Sequence[Card]) -> None:
        """Forget cards that were stored."""
        left = [card for card in self._noted.pop(case, ()) if card not in cards]
        if left:
            self._noted[case] = left

    async def insert(self, connection: AsyncConnection, case: int, cards: Sequence[Card]) -> None:
        """Store cards of a case in a transaction."""
        rows = [{"case": case, "channel": card.channel, "message": card.message} for card in cards]
        if rows:
            await connection.execute(self._insert, rows)

    @retry_if_disconnected
    async def find(self, case: int) -> list[Card]:
        """Return the latest cards of a case."""
        noted = self.noted(case)  # before the query, as they may be stored meanwhile
        c = alert_cards.c
        latest = select(c.channel, c.message).where(c.case == case).order_by(c.shown_at.desc())
        async with self._writer.reader.connect() as connection:
            stored = [Card(*row) for row in await connection.execute(latest.limit(_MOST))]
        unstored = [card for card in reversed(noted) if card not in stored]
        return [*unstored, *stored][:_MOST]
