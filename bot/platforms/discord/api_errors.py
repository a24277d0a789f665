"""Errors of Discord's API that a request may raise."""

import aiohttp
import discord

API_ERRORS = (
    discord.HTTPException,
    discord.RateLimited,
    aiohttp.ClientError,
    TimeoutError,
)
"""Errors that a request may raise: Discord refuses it, or does not answer."""
