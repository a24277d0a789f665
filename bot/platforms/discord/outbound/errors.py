"""Mapping of Discord's API errors to outcomes: done, gone, refused with a remedy, or rate limited."""

from collections.abc import Awaitable, Mapping
from types import MappingProxyType
from typing import TypeVar

import aiohttp
import discord
import structlog

from bot.domain.actions import Action, Outcome
from bot.platforms.discord.outbound.refusals import (
    MISSING_ACCESS,
    MISSING_PERMISSION,
    access_refusal,
    explain_code,
    permission_refusal,
    unknown_refusal,
)
from bot.platforms.discord.request_budget import TOKEN_PAUSE

Answer = TypeVar("Answer")

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_GONE_CODES: Mapping[int, str] = MappingProxyType(
    {
        10003: "",
        10007: "the author has left",
        10008: "",
        10013: "the author has no account here",
        10014: "",
        10026: "",
        10070: "",
    }
)
"""Unknown channel, member, message, user, emoji, ban, event: there is nothing left to act on, and why if that helps."""

_RETRY_AFTER = 15.0
"""Seconds until the next try after an error of Discord's own, or a 429 that says no time."""

_RETRIED: Mapping[int, float] = MappingProxyType({401: TOKEN_PAUSE, 429: _RETRY_AFTER})
"""Seconds until the next try by status: what a refused token stops is done after a start with a new one."""

_FORBIDDEN = 403


async def attempt(call: Awaitable[object], action: Action, *, permission: str) -> Outcome:
    """Await an API call that needs a permission, and map its result to an outcome.

    Unexpected API errors are logged as errors and returned as a refusal.
    """
    answer = await ask(call, action, permission=permission)
    return answer if isinstance(answer, Outcome) else Outcome.done(action)


async def ask(call: Awaitable[Answer], action: Action, *, permission: str) -> Answer | Outcome:
    """Await an API call, and return its answer, or the outcome that its error means for an action."""
    try:
        return await call
    except discord.RateLimited as error:
        return Outcome.limited(error.retry_after)
    except (discord.DiscordServerError, aiohttp.ClientError, TimeoutError):
        return Outcome.limited(_RETRY_AFTER)
    except discord.HTTPException as error:
        if error.status in _RETRIED:
            return Outcome.limited(_RETRIED[error.status])
        # Who cannot be told has not been warned.
        if error.code in _GONE_CODES and action is not Action.WARN:
            return Outcome.gone(action, _GONE_CODES[error.code])
        return _explain(error, permission)


def _explain(error: discord.HTTPException, permission: str) -> Outcome:
    """Return an API error as a refusal; one without words is a bug of ours, or something new on Discord."""
    if error.code == MISSING_PERMISSION:
        return permission_refusal(permission)
    if error.code == MISSING_ACCESS:
        return access_refusal(permission)
    is_silent = error.code == 0 and error.status != _FORBIDDEN
    refusal = None if is_silent else explain_code(error.code)
    if refusal is None or error.code in _BUGS:
        log.error("not understood by discord", status=error.status, code=error.code)
    return refusal or unknown_refusal()


_BUGS = frozenset({50006, 50035})
"""Codes for requests that should never have been made."""
