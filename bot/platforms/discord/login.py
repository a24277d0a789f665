"""Login at Discord, which is tried again while nobody answers: a machine may start before its network."""

import asyncio

import aiohttp
import discord
import structlog

from bot.platforms.shared.unanswered import NETWORK_REMEDY

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

RETRY_AFTER = 15.0
"""Seconds until Discord is asked again."""


async def log_in(client: discord.Client, token: str) -> None:
    """Log a client in, once Discord answers.

    Raises:
        discord.LoginFailure: the token is invalid.
    """
    while True:
        try:
            await client.login(token)
        except (aiohttp.ClientError, OSError, discord.DiscordServerError) as error:
            log.warning(
                "no answer from Discord",
                error=type(error).__name__,
                again_in=RETRY_AFTER,
                remedy=f"{NETWORK_REMEDY}; Parley goes on by itself",
            )
            await client.http.close()
            client.http.connector = discord.utils.MISSING  # it is closed too; a login makes another
            await asyncio.sleep(RETRY_AFTER)
        else:
            return
