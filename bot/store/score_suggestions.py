"""Score suggestions: what people say that the scores of a text should have been."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.tables import suggestions
from bot.store.database.writer import Writer


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Scores that a text should have by label, as suggested by a community ("" for none)."""

    text: str
    scores: Mapping[str, float]
    community: str


class SuggestionTable:
    """The table of suggestions, in a database opened by `open_database`."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert(suggestions)

    async def keep(self, suggestion: Suggestion) -> None:
        """Store a suggestion, durably."""
        row = {
            "text": suggestion.text,
            "scores": dict(suggestion.scores),
            "community": suggestion.community,
        }

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(self._insert, row)

        await self._writer.write(work)
