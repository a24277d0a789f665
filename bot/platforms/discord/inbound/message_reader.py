"""Reads a message of Discord's whole: its place, its author and its files, as far as it does not say itself."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeAlias

import aiohttp
import discord
import structlog
from cachetools import LRUCache

from bot.domain.message import Author, Message
from bot.platforms.discord.api_errors import API_ERRORS
from bot.platforms.discord.inbound.attachments import read_attachments
from bot.platforms.discord.inbound.author_lookup import AuthorLookup
from bot.platforms.discord.inbound.converter import convert_message
from bot.platforms.discord.inbound.text_extractor import (
    extract_attachments,
    extract_file_names,
    extract_texts,
)
from bot.platforms.discord.message_shape import is_stripped
from bot.platforms.shared.downloads import AttachedText, come_soon
from bot.platforms.shared.scored_texts import group_texts

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

Take: TypeAlias = Callable[[Message], Awaitable[bool]]
"""Takes a message as far as it is read; returns whether there was room for it."""

_MAX_CHANNELS = 1_000
"""Threads that were asked for, as their messages came before they were announced."""


class MessageReader:
    """Reader of messages, through a client that is logged in; `asks_pluralkit`: see `AuthorLookup`."""

    def __init__(self, client: discord.Client, *, asks_pluralkit: bool) -> None:
        self._client = client
        self._session = aiohttp.ClientSession()
        self._authors = AuthorLookup(self._session, asks_pluralkit=asks_pluralkit)
        self._channels: LRUCache[int, asyncio.Task[object]] = LRUCache(_MAX_CHANNELS)

    async def close(self) -> None:
        """Close the HTTP session."""
        await self._session.close()

    async def find_channel(self, source: discord.Message) -> None:
        """Ask Discord for the channel of a message that came before its thread was announced."""
        if not isinstance(source.channel, discord.PartialMessageable) or source.guild is None:
            return
        number = source.channel.id
        asking = self._channels.get(number)
        if asking is None or (asking.done() and asking.result() is None):
            asking = self._channels[number] = asyncio.create_task(self._fetch_channel(number))
        if isinstance(channel := await asking, discord.Thread | discord.abc.GuildChannel):
            source.channel = channel  # type: ignore[assignment]  # one that messages can be in

    async def read(
        self,
        source: discord.Message,
        take: Take,
        *,
        has_left: bool = False,
        with_title: bool = True,
    ) -> bool:
        """Have a message taken with its files; where these are slow, without them before. Return whether it was.

        `has_left`: who has posted it is no member any more.
        """
        author = await self._authors.find(source, has_left=has_left)
        convert = partial(_convert, source, author=author, with_title=with_title)
        if not (attachments := extract_attachments(source)):
            message = convert(files=())
            return message is None or await take(message)
        reading = asyncio.create_task(read_attachments(self._session, attachments))
        try:
            is_slow = not await come_soon(reading) and any(extract_texts(source))
            if is_slow and (message := convert(files=())) and not await take(message):
                return False
            message = convert(files=await reading)
            return message is None or await take(message)
        finally:
            reading.cancel()

    async def _fetch_channel(self, channel: int) -> object:
        """Ask Discord for a channel; None if it does not show it."""
        try:
            return await self._client.fetch_channel(channel)
        except (*API_ERRORS, discord.InvalidData) as error:
            kind = type(error).__name__
            log.warning("a channel is not known", channel=channel, error=kind)
            return None


def _convert(
    source: discord.Message, *, author: Author, with_title: bool, files: Sequence[AttachedText]
) -> Message | None:
    return convert_message(
        source,
        group_texts(
            [
                *extract_texts(source),
                *extract_file_names(source),
                *(file.text for file in files),
            ]
        ),
        author=author,
        is_cut=any(file.is_cut for file in files),
        is_unread=is_stripped(source) or any(file.is_unread for file in files),
        with_title=with_title,
    )
