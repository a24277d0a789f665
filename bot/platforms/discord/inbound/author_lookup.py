"""Look-up of who wrote a message that somebody else has posted: PluralKit's API, and Discord's members."""

import asyncio
from dataclasses import replace
from http import HTTPStatus

import aiohttp
import discord
import structlog

from bot.domain.message import Author
from bot.platforms.discord.api_errors import API_ERRORS
from bot.platforms.discord.inbound.authorship import (
    PLURALKIT,
    find_caller,
    is_proxied,
    make_author,
    read_author,
)

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

PLURALKIT_API = "https://api.pluralkit.me/v2"

_TIMEOUT = aiohttp.ClientTimeout(total=3)
_HEADERS = {"User-Agent": "Parley (a self-hosted moderation bot)"}

RETRY_AFTER = 0.5
"""Seconds until PluralKit is asked again: it knows of a message a moment after it has posted it."""


class AuthorLookup:
    """Finder of authors. With `asks_pluralkit`, ids of proxied messages leave this machine."""

    def __init__(self, session: aiohttp.ClientSession, *, asks_pluralkit: bool) -> None:
        self._session = session
        self._asks_pluralkit = asks_pluralkit

    async def find(self, source: discord.Message, *, has_left: bool = False) -> Author:
        """Return the author of a message; `has_left`: who has posted it is no member any more."""
        author = read_author(source, has_left=has_left)
        if source.guild is None:
            return author
        if caller := find_caller(source):
            return await self._find_member(source, caller.id) or author
        if self._asks_pluralkit and is_proxied(source) and source.application_id == PLURALKIT:
            sender = await self._ask_pluralkit(source.id)
            member = await self._find_member(source, sender) if sender else None
            return replace(member, name=author.name) if member else author
        return author

    async def _find_member(self, source: discord.Message, user: int) -> Author | None:
        """Ask Discord for a member, as the author of a message; None if it does not say."""
        assert source.guild
        try:
            member = await source.guild.fetch_member(user)
        except discord.NotFound:
            return Author(str(user), str(user))
        except API_ERRORS as error:
            log.warning("a member is not known", user=user, error=type(error).__name__)
            return Author(str(user), str(user), is_known=False)
        return make_author(member, source.channel)

    async def _ask_pluralkit(self, message: int) -> int | None:
        """Ask PluralKit whose message it has posted; None if it does not say."""
        for pause in (0.0, RETRY_AFTER, RETRY_AFTER):
            await asyncio.sleep(pause)
            try:
                status, sender = await self._get_sender(message)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                log.warning("pluralkit does not answer", error=type(error).__name__)
                return None
            if status != HTTPStatus.NOT_FOUND:
                break
        if sender is None:
            log.warning("pluralkit does not say who wrote", message=message, status=status)
        return sender

    async def _get_sender(self, message: int) -> tuple[int, int | None]:
        url = f"{PLURALKIT_API}/messages/{message}"
        async with self._session.get(url, headers=_HEADERS, timeout=_TIMEOUT) as response:
            if response.status != HTTPStatus.OK:
                return response.status, None
            found = await response.json()
        sender = str(found.get("sender", "")) if isinstance(found, dict) else ""
        return response.status, int(sender) if sender.isdecimal() else None
