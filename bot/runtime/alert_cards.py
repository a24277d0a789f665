"""Cards of cases as a platform needs them: where it has shown each case, to redraw it there."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from bot.domain.case import Card


class AlertCards(Protocol):
    """A record of cards, which a platform keeps when it shows alerts."""

    def note(self, cases: Sequence[int], card: Card) -> None:
        """Note the message that shows these cases."""
        ...

    async def find(self, case: int) -> Sequence[Card]:
        """Return the latest messages that show a case."""
        ...


class TransientCards:
    """A record of cards in memory, for a platform that runs without a store."""

    def __init__(self) -> None:
        self._cards: dict[int, list[Card]] = defaultdict(list)

    def note(self, cases: Sequence[int], card: Card) -> None:
        """Note the message that shows these cases."""
        for case in cases:
            self._cards[case].append(card)

    async def find(self, case: int) -> Sequence[Card]:
        """Return the messages that show a case."""
        return list(self._cards.get(case, ()))
