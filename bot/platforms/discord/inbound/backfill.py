"""Backfill: reads the channel history missed while the bot was disconnected or the scorer's queue was full."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeAlias

import discord
import structlog

from bot.platforms.discord.api_errors import API_ERRORS
from bot.platforms.discord.inbound.members import HAS_LEFT, MemberLookup
from bot.runtime.error_boundary import run_guarded
from bot.runtime.overflow import Overflow

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PAGE_SIZE = 100
"""Messages per request: Discord's maximum."""

_MAX_AGE = timedelta(days=1)
"""Older messages are not read: whom they could hurt has read them."""

_MAX_PAGES_PER_CHANNEL = 10
_REQUEST_BUDGET = 300
"""Requests of one run: a fraction of what Discord allows in a minute, as actions must go on meanwhile."""

_ReadableChannel: TypeAlias = (
    discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
)


class OnBackfilled(Protocol):
    """A receiver of messages that were read again."""

    async def __call__(self, source: discord.Message, *, has_left: bool) -> None:
        """Take a message; `has_left`: Discord says that its author is no member any more."""
        ...


class Backfill:
    """Queue of channels to read again, each from a message on.

    `on_message` takes each message in them, and whether its author has left; `on_thread` each thread
    that was opened meanwhile.
    """

    def __init__(
        self,
        client: discord.Client,
        *,
        on_message: OnBackfilled,
        on_thread: Callable[[discord.Thread], Awaitable[None]],
    ) -> None:
        self._client = client
        self._on_message = on_message
        self._on_thread = on_thread
        self._channels: dict[int, int] = {}
        """Ids of the queued channels, and of the last message before the gap in each."""
        self._threads: list[discord.Thread] = []
        self._has_work = asyncio.Event()
        self._overflow: Overflow | None = None
        self._requests_left = _REQUEST_BUDGET

    def enqueue_channel(self, channel: int, after: int, overflow: Overflow | None = None) -> None:
        """Queue a channel to be read from behind the message `after` on, once `overflow` has room."""
        self._channels[channel] = min(after, self._channels.get(channel, after))
        self._overflow = overflow or self._overflow
        self._has_work.set()

    def catch_up(self, since: datetime) -> None:
        """Queue every channel with messages after `since`, and every thread that was opened after it."""
        since = max(since, datetime.now(UTC) - _MAX_AGE)
        after = discord.utils.time_snowflake(since)
        for guild in self._client.guilds:
            channels: list[_ReadableChannel] = [*guild.text_channels, *guild.voice_channels]
            for channel in [*channels, *guild.stage_channels, *guild.threads]:
                if (channel.last_message_id or 0) > after and _may_read(channel):
                    self.enqueue_channel(channel.id, after)
            self._threads += [
                thread for thread in guild.threads if (thread.created_at or since) > since
            ]
        self._has_work.set()

    async def run(self) -> None:
        """Read whatever is queued, until cancelled: names of threads first, then the liveliest channels."""
        while True:
            await self._has_work.wait()
            self._has_work.clear()
            self._requests_left = _REQUEST_BUDGET
            if self._overflow:
                await self._overflow.room()
                self._overflow = None
            threads, self._threads = self._threads, []
            if (skipped := len(threads) - self._requests_left) > 0:
                log.warning("not all names that were missed could be read", threads=skipped)
            for thread in threads[: self._requests_left]:
                await run_guarded(self._read_thread_name(thread), thread=thread.id)
            channels, self._channels = self._channels, {}
            for channel in sorted(channels, key=self._last_message_id, reverse=True):
                # discord.py yields nothing after a message that it cannot parse.
                await run_guarded(self._read_channel(channel, channels[channel]), channel=channel)

    def _last_message_id(self, channel: int) -> int:
        return getattr(self._client.get_channel(channel), "last_message_id", None) or 0

    async def _read_channel(self, channel_id: int, after: int) -> None:
        channel: object = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.abc.Messageable):
            channel = self._client.get_partial_messageable(channel_id)
        pages = min(_MAX_PAGES_PER_CHANNEL, self._requests_left)
        if not pages:
            log.warning("not all that was missed could be read", channel=channel_id)
            return
        count = 0
        members = MemberLookup(self._take_request)
        try:
            history = channel.history(
                limit=pages * _PAGE_SIZE, after=discord.Object(after), oldest_first=True
            )
            async for message in history:
                count += 1
                replay = self._replay(message, members)
                await run_guarded(replay, channel=channel_id, message=message.id)
        except API_ERRORS as error:
            kind = type(error).__name__
            log.warning("a channel that was missed cannot be read", channel=channel_id, error=kind)
        self._requests_left -= 1 + count // _PAGE_SIZE

    async def _replay(self, message: discord.Message, members: MemberLookup) -> None:
        membership = await members.find(message)
        if isinstance(membership, discord.Member):
            message.author = membership
        await self._on_message(message, has_left=membership is HAS_LEFT)

    async def _read_thread_name(self, thread: discord.Thread) -> None:
        self._requests_left -= 1
        try:
            await self._on_thread(thread)
        except API_ERRORS as error:
            kind = type(error).__name__
            log.warning("a name that was missed cannot be read", thread=thread.id, error=kind)

    def _take_request(self) -> bool:
        """Spend one of the requests that are left; False if there is none."""
        if self._requests_left <= 0:
            return False
        self._requests_left -= 1
        return True


def _may_read(channel: _ReadableChannel) -> bool:
    """Return True if the bot has the permissions to read a channel's history."""
    parent = channel.parent if isinstance(channel, discord.Thread) else channel
    if parent is None:
        return False
    rights = parent.permissions_for(channel.guild.me)
    return rights.view_channel and rights.read_message_history
