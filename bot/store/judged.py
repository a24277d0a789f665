"""Judged before: texts that moderators accepted, and names that stand."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.accepted_texts import AcceptedTexts
from bot.store.standing_names import StandingNames


class Judged:
    """The repositories of what was judged once and need not be again."""

    def __init__(self, reader: AsyncEngine) -> None:
        self.texts = AcceptedTexts(reader)
        self.names = StandingNames(reader)
