"""Backfill: reads the channel history missed while the bot was disconnected or the scorer's queue was full."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import discord
import structlog
from cachetools import TTLCache

from bot.platforms.discord.api_errors import API_ERRORS
from bot.platforms.discord.gateway_frames import MALFORMED, parse_message
from bot.platforms.discord.inbound.members import HAS_LEFT, MemberLookup, Membership
from bot.platforms.discord.inbound.readable_channels import (
    ReadableChannel,
    list_channels,
    may_read,
    may_view,
)
from bot.runtime.error_boundary import run_guarded
from bot.runtime.missed_messages import Missed, MissedMessages
from bot.runtime.overflow import Overflow

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PAGE_SIZE = 100
"""Messages per request: Discord's maximum."""

_MAX_AGE = timedelta(days=1)
"""Older messages are not read: whom they could hurt has read them."""

_PAGES_PER_ROUND = 10
"""Pages that are read of a channel before it is the turn of the next one."""

_REQUEST_BUDGET = 300
_ROUND = 60.0
"""Requests of a round, a minute's: a fraction of what Discord allows, as actions must go on meanwhile."""

_MAX_RECENT, _RECENT_SECONDS = 10_000, 600.0
"""Members who are remembered of messages that there was no room for, and for how long."""


class OnBackfilled(Protocol):
    """A receiver of messages that were read again."""

    async def __call__(self, source: discord.Message, *, has_left: bool) -> None:
        """Take a message; `has_left`: Discord says that its author is no member any more."""
        ...


class Backfill:
    """Queue of channels to read again, each from a message on.

    `on_message` takes each message in them, and whether its author has left; `on_thread` each thread
    that was opened meanwhile; `on_read` a channel in which all was read that can be. What is beyond the
    budget of requests is read a minute later; what is given up is noted in `missed`.
    """

    def __init__(
        self,
        client: discord.Client,
        *,
        on_message: OnBackfilled,
        on_thread: Callable[[discord.Thread], Awaitable[None]],
        on_read: Callable[[int], None],
        missed: MissedMessages,
    ) -> None:
        self._client = client
        self._on_message = on_message
        self._on_thread = on_thread
        self._on_read = on_read
        self._missed = missed
        self._channels: dict[int, int] = {}
        """Ids of the queued channels, and of the last message before the gap in each."""
        self._reading: dict[int, int] = {}
        """The same for those that are being read."""
        self._edits: dict[int, datetime] = {}
        """Ids of channels in which messages before the gap may have been edited in it, and when it began."""
        self._recent: TTLCache[tuple[int, int], discord.Member] = TTLCache(
            _MAX_RECENT, _RECENT_SECONDS
        )
        self._threads: list[discord.Thread] = []
        self._has_work = asyncio.Event()
        self._overflow: Overflow | None = None
        self._requests_left = _REQUEST_BUDGET
        self._round_began_at = -_ROUND

    def enqueue_channel(self, channel: int, after: int, overflow: Overflow | None = None) -> None:
        """Queue a channel to be read from behind the message `after` on, once `overflow` has room."""
        self._channels[channel] = min(after, self._channels.get(channel, after))
        self._overflow = overflow or self._overflow
        self._has_work.set()

    def enqueue_overflow(self, source: discord.Message, overflow: Overflow) -> None:
        """Queue a message for which there was no room, with all that came after it in its channel."""
        if isinstance(source.author, discord.Member):  # a history does not show who is a member
            self._recent[source.author.guild.id, source.author.id] = source.author
        self.enqueue_channel(source.channel.id, source.id - 1, overflow)

    def forget(self, channels: AbstractSet[int]) -> None:
        """Forget channels that another process reads."""
        for queue in (self._channels, self._reading, self._edits):
            for channel in channels & queue.keys():
                del queue[channel]
        self._threads = [thread for thread in self._threads if thread.id not in channels]

    def catch_up(self, since: datetime, guilds: Sequence[discord.Guild]) -> None:
        """Queue every channel with messages after `since`, and every thread that was opened after it."""
        gap, since = since, max(since, datetime.now(UTC) - _MAX_AGE)
        for guild in guilds:
            if since > gap:
                reason = f"what was written before {since:%Y-%m-%d %H:%M} UTC is too old"
                self._missed.note(str(guild.id), Missed("", reason))
            for channel in list_channels(guild):
                self._enqueue_missed(channel, since)
            self._threads += [
                thread for thread in guild.threads if (thread.created_at or since) > since
            ]
        self._has_work.set()

    def _enqueue_missed(self, channel: ReadableChannel, since: datetime) -> None:
        """Queue a channel if it may have new messages, and if it may have edited ones."""
        last = channel.last_message_id or 0
        after = discord.utils.time_snowflake(since)
        if last <= discord.utils.time_snowflake(since - _MAX_AGE):
            return
        if may_read(channel):
            self._edits[channel.id] = min(since, self._edits.get(channel.id, since))
            if last > after:
                self.enqueue_channel(channel.id, after)
        elif last > after and may_view(channel):
            self._give_up(channel.id, "I may not read what was written before")

    @property
    def unread_since(self) -> datetime | None:
        """Return from when on channels are still to be read; None if all are read."""
        ids = (*self._channels.values(), *self._reading.values())
        times = (*map(discord.utils.snowflake_time, ids), *self._edits.values())
        return min(times, default=None)

    async def run(self) -> None:
        """Read whatever is queued, until cancelled: names of threads first, then the liveliest channels."""
        while True:
            await self._has_work.wait()
            self._has_work.clear()
            await self._refill_budget()
            if self._overflow:
                await self._overflow.room()
                self._overflow = None
            await self._read_thread_names()
            channels, self._channels = self._channels, {}
            self._reading = channels
            for channel in sorted(channels, key=self._last_message_id, reverse=True):
                if channel in channels:  # else another process reads it
                    await run_guarded(
                        self._read_channel(channel, channels[channel]), channel=channel
                    )
            self._reading = {}
            while self._edits and self._take_request():
                channel, since = next(iter(self._edits.items()))
                await run_guarded(self._read_edits(channel, since), channel=channel)
                self._edits.pop(channel, None)
            if self._threads or self._edits:
                self._has_work.set()
            elif not self._channels:
                self._missed.publish()

    def _last_message_id(self, channel: int) -> int:
        return getattr(self._client.get_channel(channel), "last_message_id", None) or 0

    async def _read_channel(self, channel_id: int, after: int) -> None:
        """Read some pages of a channel; the next round goes on where they end."""
        members = MemberLookup(self._take_request, self._recent)
        for _ in range(_PAGES_PER_ROUND):
            if not self._take_request():
                break
            page = await self._get_page(channel_id, after=after)
            sources = [await self._read_message(raw, channel_id, members) for raw in page]
            # At once, so that what is to be deleted is deleted at once.
            await asyncio.gather(*(self._replay(*source) for source in sources if source))
            if len(page) < _PAGE_SIZE:
                if channel_id not in self._channels:
                    self._on_read(channel_id)
                return
            after = int(page[-1]["id"])
        log.info("a channel is read on later", channel=channel_id)
        self.enqueue_channel(channel_id, after)

    async def _read_edits(self, channel_id: int, since: datetime) -> None:
        """Read which of the latest messages before a gap were edited in it."""
        members = MemberLookup(self._take_request, self._recent)
        page = await self._get_page(channel_id, before=discord.utils.time_snowflake(since))
        for raw in page:
            edited_at = discord.utils.parse_time(raw.get("edited_timestamp"))
            if edited_at and edited_at > since:
                source = await self._read_message(raw, channel_id, members)
                if source:
                    await self._replay(*source)

    async def _get_page(self, channel: int, **place: int) -> list[dict[str, Any]]:
        """Return the messages `after` or `before` one, the oldest first; none if they cannot be read."""
        try:
            page: Any = await self._client.http.logs_from(channel, _PAGE_SIZE, **place)
        except API_ERRORS as error:
            kind = type(error).__name__
            log.warning("a channel that was missed cannot be read", channel=channel, error=kind)
            self._give_up(channel, f"Discord does not let me read it ({kind})")
            return []
        return sorted(page, key=lambda raw: int(raw["id"]))

    async def _refill_budget(self) -> None:
        """Begin a round; after one that has spent its budget, once its minute is over."""
        now = asyncio.get_running_loop().time
        if self._requests_left <= 0:
            await asyncio.sleep(self._round_began_at + _ROUND - now())
        self._round_began_at, self._requests_left = now(), _REQUEST_BUDGET

    async def _read_message(
        self, raw: dict[str, Any], channel_id: int, members: MemberLookup
    ) -> tuple[discord.Message, Membership] | None:
        """Read a message with its author's membership; None if that is not possible."""
        channel: Any = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.abc.Messageable):
            channel = self._client.get_partial_messageable(channel_id)
        create = self._client._connection.create_message  # noqa: SLF001 - as its own history does
        try:
            message = parse_message(lambda data: create(channel=channel, data=data), raw)
        except MALFORMED as error:
            log.warning("a message is malformed", message=raw["id"], error=type(error).__name__)
            return None
        return message, await members.find(message)

    async def _replay(self, message: discord.Message, membership: Membership) -> None:
        if isinstance(membership, discord.Member):
            message.author = membership
        replay = self._on_message(message, has_left=membership is HAS_LEFT)
        await run_guarded(replay, channel=message.channel.id, message=message.id)

    def _give_up(self, channel: int, reason: str) -> None:
        guild = getattr(self._client.get_channel(channel), "guild", None)
        if guild:
            self._missed.note(str(guild.id), Missed(str(channel), reason))

    async def _read_thread_names(self) -> None:
        """Read the names of the first threads, as far as the budget goes."""
        left = max(0, self._requests_left)
        now, self._threads = self._threads[:left], self._threads[left:]
        if self._threads:
            log.info("names that were missed are read on later", threads=len(self._threads))
        for thread in now:
            await run_guarded(self._read_thread_name(thread), thread=thread.id)

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
