"""Registration of the commands with Discord: tried until it succeeds, while moderation goes on without them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import aiohttp
import discord
import structlog

from bot.platforms.discord.outbound.refusals import MISSING_ACCESS

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

ReportProblem: TypeAlias = Callable[[str], object]
"""Called with why the commands are not registered, "" once they are."""

RETRY_AFTER = 600.0
"""Seconds until the next try, where Discord names no time."""

_SCOPE_REMEDY = "invite it once more by the link of `python -m bot doctor`, which allows commands"
_LATER = "it is tried again by itself"


async def register_commands(
    sync: Callable[[], Awaitable[object]],
    report: ReportProblem,
    *,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Register the commands by `sync`; say why where Discord does not take them, and try again."""
    while True:
        try:
            await sync()
        except discord.RateLimited as error:
            problem, wait = f"Discord asks for a pause; {_LATER}", error.retry_after
        except discord.HTTPException as error:
            problem, wait = _explain(error), RETRY_AFTER
        except (discord.DiscordException, aiohttp.ClientError, TimeoutError) as error:
            problem, wait = (
                f"no answer from Discord ({type(error).__name__}); {_LATER}",
                RETRY_AFTER,
            )
        else:
            report("")
            return
        log.error("commands are not registered", reason=problem)
        report(f"/toxicity is not registered: {problem}")
        await sleep(wait)


def _explain(error: discord.HTTPException) -> str:
    if error.code == MISSING_ACCESS:
        return _SCOPE_REMEDY
    # A daily limit on new commands (30034) passes; what Discord does not understand is a mistake of ours.
    return f"Discord answers {error.status} (code {error.code}); {_LATER}"
