"""Converts gateway events to messages and submits them to the pipeline."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import aiohttp
import discord
from cachetools import LRUCache

from bot.domain.message import Author, Message
from bot.platforms.discord.api_errors import API_ERRORS
from bot.platforms.discord.inbound.attachments import read_attachments
from bot.platforms.discord.inbound.converter import (
    convert_message,
    convert_nickname,
    convert_thread_name,
    is_post,
    is_recent_edit,
    make_author,
)
from bot.platforms.discord.inbound.intent_watch import IntentWatch
from bot.platforms.discord.inbound.members import HAS_LEFT, MemberLookup
from bot.platforms.discord.inbound.text_extractor import (
    USER_MESSAGE_TYPES,
    extract_attachments,
    extract_texts,
)
from bot.platforms.shared.scored_texts import group_texts
from bot.runtime.overflow import Overflow, submit_when_room
from bot.runtime.platform_port import OnMessage
from bot.runtime.result import PipelineResult

_MAX_NICKNAMES = 20_000
"""Members whose latest nickname is remembered, so that each nickname is submitted once."""


class EventListener:
    """Handler of message and thread events; events that come before `listen` wait for it.

    `on_overflow` takes what the pipeline has no room for: a channel's id, the id of the last message
    before the refused one, and the `Overflow` to wait for. `is_exempt` is asked of each channel: what
    moderators say where they are shown alerts, which they quote, is not moderated.
    """

    def __init__(
        self,
        client: discord.Client,
        *,
        on_overflow: Callable[[int, int, Overflow], None],
        is_exempt: Callable[[object], Awaitable[bool]],
    ) -> None:
        self._client = client
        self._is_exempt = is_exempt
        self._on_overflow = on_overflow
        self._on_message: asyncio.Future[OnMessage] = asyncio.get_running_loop().create_future()
        self._session = aiohttp.ClientSession()
        self._nicknames: LRUCache[tuple[int, int], str] = LRUCache(_MAX_NICKNAMES)
        self._intent_watch = IntentWatch()

    def listen(self, on_message: OnMessage) -> None:
        """Submit messages from now on, those first that have waited."""
        self._on_message.set_result(on_message)

    async def close(self) -> None:
        """Close the HTTP session."""
        await self._session.close()

    async def on_message(self, source: discord.Message) -> None:
        """Submit a new message; what overflows is left to the backfill."""
        if not await self._is_relevant(source):
            return
        self._intent_watch.observe(source)
        if message := await self._convert(source, with_title=True):
            result = await self._submit(message)
            if isinstance(result, Overflow):
                self._on_overflow(source.channel.id, source.id - 1, result)
                return
        await self._submit_new_nickname(source)

    async def on_edit(self, source: discord.Message) -> None:
        """Submit an edited message; ignore updates that are no edits.

        An edit may come without its author's membership, which is looked up then.
        """
        if not is_recent_edit(source, datetime.now(UTC)):
            return
        membership = await MemberLookup(lambda: True).find(source)
        if isinstance(membership, discord.Member):
            source.author = membership
        await self._submit_relevant(source, has_left=membership is HAS_LEFT)

    async def replay(self, source: discord.Message, *, has_left: bool = False) -> None:
        """Submit a message that was missed; `has_left`: its author is no member."""
        await self._submit_relevant(source, has_left=has_left, with_title=True)

    async def on_thread(self, thread: discord.Thread, *, is_new: bool) -> None:
        """Submit the name of a thread or post that was opened or renamed.

        The title of a new post comes with the message that opens it.
        """
        if thread.owner_id == self._own_id or await self._is_exempt(thread):
            return
        if is_new and is_post(thread) and await _has_opening(thread):
            return
        try:
            owner = await thread.guild.fetch_member(thread.owner_id)
            author = make_author(owner, thread.parent)
        except discord.NotFound:
            return  # who has left is beyond acting on, and so is the name
        except API_ERRORS:
            author = Author(str(thread.owner_id), str(thread.owner_id), is_known=False)
        message = convert_thread_name(thread, author, at=None if is_new else datetime.now(UTC))
        if message:
            await submit_when_room(self._submit, message)

    @property
    def _own_id(self) -> int | None:
        return self._client.user.id if self._client.user else None

    async def _is_relevant(self, source: discord.Message) -> bool:
        is_from_others = (
            source.guild is not None
            and source.type in USER_MESSAGE_TYPES
            and source.author.id != self._own_id
        )
        return is_from_others and not await self._is_exempt(source.channel)

    async def _submit_relevant(
        self, source: discord.Message, *, has_left: bool = False, with_title: bool = False
    ) -> None:
        """Submit a message, waiting until there is room for it."""
        if not await self._is_relevant(source):
            return
        message = await self._convert(source, has_left=has_left, with_title=with_title)
        if message:
            await submit_when_room(self._submit, message)

    async def _convert(
        self, source: discord.Message, *, has_left: bool = False, with_title: bool
    ) -> Message | None:
        files = await read_attachments(self._session, extract_attachments(source))
        return convert_message(
            source,
            group_texts([*extract_texts(source), *(file.text for file in files)]),
            has_left=has_left,
            is_cut=any(file.is_cut for file in files),
            with_title=with_title,
        )

    async def _submit_new_nickname(self, source: discord.Message) -> None:
        """Submit the author's nickname when they are first seen under it."""
        message = convert_nickname(source)
        if message is None:
            return
        key = (int(message.community), source.author.id)
        if self._nicknames.get(key) != message.text:
            self._nicknames[key] = message.text
            await submit_when_room(self._submit, message)

    async def _submit(self, message: Message) -> PipelineResult:
        return await (await self._on_message)(message)


async def _has_opening(post: discord.Thread) -> bool:
    """Return True if the message that opens a post is there; False also where Discord does not tell."""
    try:
        await post.fetch_message(post.id)
    except API_ERRORS:
        return False
    return True
