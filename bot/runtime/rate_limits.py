"""Rate limits: repeating a call for as long as a platform asks to wait."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import ParamSpec

from bot.domain.actions import Outcome, OutcomeResult

P = ParamSpec("P")


async def retry_while_limited(
    call: Callable[P, Awaitable[Outcome]], *args: P.args, **kwargs: P.kwargs
) -> Outcome:
    """Call, and again after each LIMITED outcome, once its `retry_after` seconds are over."""
    while True:
        outcome = await call(*args, **kwargs)
        if outcome.result is not OutcomeResult.LIMITED:
            return outcome
        await asyncio.sleep(outcome.retry_after)
