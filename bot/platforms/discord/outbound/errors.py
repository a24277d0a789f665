"""What Discord's answers mean: done, gone, refused with a remedy, or not yet."""

from collections.abc import Awaitable

import aiohttp
import discord
import structlog

from bot.domain.actions import Action, Outcome
from bot.platforms.discord.permissions import REASONS, name

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_GONE = frozenset({10003, 10007, 10008, 10013, 10026})
"""Unknown channel, member, message, user, ban: there is nothing left to do it to."""

CLOSED = frozenset({50007, 50278})
"""Cannot send messages to this user; no server in common."""

_NEEDS_TWO_FACTORS = 60003

_LATER = 15.0
"""Seconds until asking again where Discord has trouble of its own."""

_TOO_MANY_REQUESTS = 429


async def attempt(call: Awaitable[object], action: Action, *, permission: str) -> Outcome:
    """Make a call that needs a permission. What Discord should never answer is a refusal, and loud."""
    try:
        await call
    except discord.RateLimited as error:
        return Outcome.limited(error.retry_after)
    except (discord.DiscordServerError, aiohttp.ClientError, TimeoutError):
        return Outcome.limited(_LATER)
    except discord.Forbidden as error:
        return _refuse(error.code, permission)
    except discord.HTTPException as error:
        return Outcome.gone(action) if error.code in _GONE else _tell(error)
    return Outcome.done(action)


def refuse(permission: str) -> Outcome:
    """The refusal for want of a permission."""
    wanted = name(permission)
    return Outcome.refused(
        f"no permission: {wanted}", f'Give Parley\'s role "{wanted}" here, {REASONS[permission]}.'
    )


def refuse_rank() -> Outcome:
    """The refusal because the author stands above the bot."""
    return Outcome.refused(
        "the author's role is not below Parley's",
        "Drag Parley's role above theirs in Server Settings > Roles; nobody can act on the owner.",
    )


def _refuse(code: int, permission: str) -> Outcome:
    if code in CLOSED:
        return Outcome.refused("their direct messages are closed", "Tell them in the channel.")
    if code == _NEEDS_TWO_FACTORS:
        return Outcome.refused(
            "this server asks moderators for two-factor authentication",
            "Switch it on for the account that owns the bot.",
        )
    return refuse(permission)


def _tell(error: discord.HTTPException) -> Outcome:
    """What no better words are known for: a bug of ours, or something new on Discord."""
    if error.status == _TOO_MANY_REQUESTS:
        return Outcome.limited(_LATER)
    log.error("not understood by discord", status=error.status, code=error.code)
    return Outcome.refused(
        f"Discord says {error.code or error.status}",
        "Discord's page on its codes says what that means: "
        "https://discord.com/developers/docs/topics/opcodes-and-status-codes",
    )
