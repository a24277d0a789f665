"""Detects that Discord withholds message content: it may revoke the intent of a running bot without notice."""

import discord
import structlog

from bot.platforms.discord.inbound.text_extractor import USER_MESSAGE_TYPES
from bot.platforms.discord.permissions import INTENT_REMEDY

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_BLANK_LIMIT = 10
"""Consecutive messages without any content; people do not write such."""


class IntentWatch:
    """Counter of consecutive blank messages, which logs a warning once per run of them."""

    def __init__(self) -> None:
        self._blank_count = 0

    def observe(self, message: discord.Message) -> None:
        """Count a message of another user."""
        self._blank_count = self._blank_count + 1 if _is_blank(message) else 0
        if self._blank_count == _BLANK_LIMIT:
            log.warning("messages come without their words", remedy=INTENT_REMEDY)


def _is_blank(message: discord.Message) -> bool:
    has_content = (
        message.content
        or message.embeds
        or message.attachments
        or message.components
        or message.stickers
        or message.poll
        or message.message_snapshots
    )
    return not has_content and message.type in USER_MESSAGE_TYPES
