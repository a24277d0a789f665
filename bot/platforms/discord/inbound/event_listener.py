"""Converts gateway events to messages and submits them to the pipeline."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import discord
from cachetools import LRUCache

from bot.domain.message import Message
from bot.domain.surfaces import SurfaceRules
from bot.platforms.discord.api_errors import API_ERRORS
from bot.platforms.discord.inbound.converter import (
    convert_thread_name,
    is_finished_response,
    is_post,
    is_recent_edit,
)
from bot.platforms.discord.inbound.intent_watch import IntentWatch
from bot.platforms.discord.inbound.members import HAS_LEFT, MemberLookup
from bot.platforms.discord.inbound.message_reader import MessageReader
from bot.platforms.discord.inbound.name_authors import find_member, find_who_named
from bot.platforms.discord.inbound.surface_listener import SurfaceListener
from bot.platforms.discord.inbound.text_extractor import USER_MESSAGE_TYPES, find_unknown_type
from bot.platforms.discord.neutral_names import NEUTRAL_NAME
from bot.platforms.shared.waiting_messages import WaitingMessages
from bot.runtime.overflow import Overflow
from bot.runtime.platform_port import OnMessage
from bot.runtime.result import PipelineResult

_MAX_THREADS = 10_000
"""Threads whose latest name is remembered, so that each name is submitted once."""

_THREAD_CHANGED = (111,)
"""The kind of entry in the audit log."""


class EventListener:
    """Handler of message and thread events; events that come before `listen` wait for it.

    `on_overflow` takes a message for which the pipeline has no room, and the `Overflow` to wait for. `is_exempt` is asked of each channel: what
    moderators say where they are shown alerts, which they quote, is not moderated. `asks_pluralkit`: see
    `AuthorLookup`; `rules`: see `SurfaceListener`. `on_unknown` is called
    with the type of a message that is not known.
    """

    def __init__(
        self,
        client: discord.Client,
        *,
        on_overflow: Callable[[discord.Message, Overflow], None],
        is_exempt: Callable[[object], Awaitable[bool]],
        asks_pluralkit: bool,
        rules: SurfaceRules,
        on_unknown: Callable[[str], None],
    ) -> None:
        self._on_unknown = on_unknown
        self._client = client
        self._is_exempt = is_exempt
        self._on_overflow = on_overflow
        self._on_message: asyncio.Future[OnMessage] = asyncio.get_running_loop().create_future()
        self._waiting = WaitingMessages()
        self._reader = MessageReader(client, asks_pluralkit=asks_pluralkit)
        self._thread_names: LRUCache[int, str] = LRUCache(_MAX_THREADS)
        self.surfaces = SurfaceListener(
            client, self._submit_in_time, rules=rules, is_exempt=is_exempt
        )
        self._intent_watch = IntentWatch()

    @property
    def unread_since(self) -> datetime | None:
        """Return when the oldest message was written that waits for room; None if there is none."""
        return self._waiting.since

    def listen(self, on_message: OnMessage) -> None:
        """Submit messages from now on, those first that have waited."""
        self._on_message.set_result(on_message)

    async def close(self) -> None:
        """Close the HTTP session."""
        await self._reader.close()

    async def on_message(self, source: discord.Message) -> None:
        """Submit a new message; what overflows is left to the backfill."""
        self.surfaces.forget_nickname(source)  # before anything is awaited: events come in order
        if kind := find_unknown_type(source):
            self._on_unknown(kind)
        if not await self._is_relevant(source):
            return
        self._intent_watch.observe(source)

        async def take(message: Message) -> bool:
            result = await self._submit(message)
            if isinstance(result, Overflow):
                self._on_overflow(source, result)
                return False
            return True

        if await self._reader.read(source, take):
            await self.surfaces.on_author(source)

    async def on_edit(self, source: discord.Message) -> None:
        """Submit an edited message; ignore updates that are no edits.

        An edit may come without its author's membership, which is looked up then.
        """
        now = datetime.now(UTC)
        if not (is_recent_edit(source, now) or is_finished_response(source, now)):
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
        name = thread.name  # discord.py changes the thread itself while others are awaited
        if thread.owner_id == self._own_id or await self._is_exempt(thread):
            return
        is_known = self._thread_names.get(thread.id) == name
        self._thread_names[thread.id] = name
        if is_known or name == NEUTRAL_NAME:
            return
        if is_new and is_post(thread) and await _has_opening(thread):
            return
        if is_new:
            author = await find_member(thread.guild, thread.owner_id, thread.parent)
        else:
            author = await find_who_named(
                thread.guild, thread.id, _THREAD_CHANGED, otherwise=thread.owner_id
            )
        if author is None or author.id == str(self._own_id):
            return  # who has left is beyond acting on, and so is the name
        at = None if is_new else datetime.now(UTC)
        message = convert_thread_name(thread, author, name=name, at=at)
        if message:
            await self._submit_in_time(message)

    @property
    def _own_id(self) -> int | None:
        return self._client.user.id if self._client.user else None

    async def _is_relevant(self, source: discord.Message) -> bool:
        is_from_others = (
            source.guild is not None
            and source.type in USER_MESSAGE_TYPES
            and source.author.id != self._own_id
            and not source.flags.loading
        )
        if not is_from_others:
            return False
        await self._reader.find_channel(source)
        return not await self._is_exempt(source.channel)

    async def _submit_relevant(
        self, source: discord.Message, *, has_left: bool = False, with_title: bool = False
    ) -> None:
        """Submit a message, waiting until there is room for it."""
        if not await self._is_relevant(source):
            return

        async def take(message: Message) -> bool:
            await self._submit_in_time(message)
            return True

        await self._reader.read(source, take, has_left=has_left, with_title=with_title)

    async def _submit_in_time(self, message: Message) -> None:
        """Submit a message once there is room for it."""
        await self._waiting.submit(self._submit, message)

    async def _submit(self, message: Message) -> PipelineResult:
        return await (await self._on_message)(message)


async def _has_opening(post: discord.Thread) -> bool:
    """Return True if the message that opens a post is there; False also where Discord does not tell."""
    try:
        await post.fetch_message(post.id)
    except API_ERRORS:
        return False
    return True
