"""The one place that survives a bug, so that it costs one message and not the bot."""

from collections.abc import Awaitable

import structlog

from bot.answer import Answer, Failed
from bot.message import MessageKey

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


async def survive(work: Awaitable[Answer], key: MessageKey) -> Answer:
    """Await the work on a message; what it raises is logged under the message's key, loudly."""
    try:
        return await work
    except Exception:
        log.exception("message failed", message=str(key))
        return Failed()
