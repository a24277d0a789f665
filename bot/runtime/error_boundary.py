"""The one place that survives a bug, so that it costs one message or request and not the bot."""

from collections.abc import Awaitable
from typing import TypeVar

import structlog

from bot.runtime.result import Failed

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

T = TypeVar("T")


async def run_guarded(work: Awaitable[T], **of: object) -> T | Failed:
    """Await the work; what it raises is logged loudly under what it is `of`: message=its key."""
    try:
        return await work
    except Exception:
        what = {name: str(value) for name, value in of.items()}
        log.exception("failed", **what)
        return Failed()
