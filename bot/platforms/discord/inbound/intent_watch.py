"""Noticing that messages come without their words: Discord has taken the intent away, and says nothing."""

import discord
import structlog

from bot.platforms.discord.inbound.text_extractor import WRITTEN
from bot.platforms.discord.permissions import MISSING_INTENT

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MANY = 10
"""Messages one after the other in which there is nothing at all: people do not write such."""


class IntentWatch:
    """Counts them, and says it in the log once in a row."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def observe(self, said: discord.Message) -> None:
        """A message of somebody else's came."""
        self._in_a_row = self._in_a_row + 1 if _is_blank(said) else 0
        if self._in_a_row == _MANY:
            log.warning("messages come without their words", remedy=MISSING_INTENT)


def _is_blank(said: discord.Message) -> bool:
    shown = (said.content, said.embeds, said.attachments, said.components, said.stickers, said.poll)
    return said.type in WRITTEN and not any(shown) and not said.message_snapshots
