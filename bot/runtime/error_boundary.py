"""The error boundary: a bug costs one message or request, and not the bot."""

from collections.abc import Awaitable
from typing import TypeVar

import structlog

from bot.runtime.result import Failed

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

T = TypeVar("T")


async def run_guarded(work: Awaitable[T], **context: object) -> T | Failed:
    """Await `work`. On an exception, log it with the context (message=its key), and return `Failed`."""
    try:
        return await work
    except Exception:
        log.exception("failed", **{name: str(value) for name, value in context.items()})
        return Failed()
