"""Reading again what was missed: while the bot was away, or while there was no room for it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import aiohttp
import discord
import structlog

from bot.runtime.async_scorer import Overflow
from bot.runtime.error_boundary import run_guarded

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PAGE = 100
"""Messages that one request brings: Discord's most."""

_LONGEST = timedelta(days=1)
"""What was said longer ago is left alone: whom it could hurt has read it."""

_PAGES_A_CHANNEL = 10
_REQUESTS = 300
"""At one go: a fraction of what Discord allows in a minute, as acting must go on meanwhile."""

_UNREADABLE = (
    discord.HTTPException,
    discord.RateLimited,
    aiohttp.ClientError,
    TimeoutError,
)
"""What may come in place of an answer, and must not keep the bot from what is said now."""

_Place: TypeAlias = (
    discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
)


class Backfill:
    """Channels that are to be read again, and from where on.

    `hear` takes each message in them, `hear_thread` each thread that was opened meanwhile.
    """

    def __init__(
        self,
        client: discord.Client,
        *,
        hear: Callable[[discord.Message], Awaitable[None]],
        hear_thread: Callable[[discord.Thread], Awaitable[None]],
    ) -> None:
        self._client = client
        self._hear = hear
        self._hear_thread = hear_thread
        self._missed: dict[int, int] = {}
        self._opened: list[discord.Thread] = []
        self._is_missing = asyncio.Event()
        self._full: Overflow | None = None
        self._left = _REQUESTS

    def miss(self, channel: int, after: int, full: Overflow | None = None) -> None:
        """Read a channel again from behind a message on; with `full`, once there is room."""
        self._missed[channel] = min(after, self._missed.get(channel, after))
        self._full = full or self._full
        self._is_missing.set()

    def catch_up(self, since: datetime) -> None:
        """Read again every channel in which something was said since then, the liveliest first."""
        since = max(since, datetime.now(UTC) - _LONGEST)
        after = discord.utils.time_snowflake(since)
        for guild in self._client.guilds:
            channels: list[_Place] = [*guild.text_channels, *guild.voice_channels]
            for channel in [*channels, *guild.stage_channels, *guild.threads]:
                if (channel.last_message_id or 0) > after and _may_read(channel):
                    self.miss(channel.id, after)
            self._opened += [
                thread for thread in guild.threads if (thread.created_at or since) > since
            ]
        self._is_missing.set()

    async def work(self) -> None:
        """Read whatever is missed, until cancelled."""
        while True:
            await self._is_missing.wait()
            self._is_missing.clear()
            self._left = _REQUESTS
            if self._full:
                await self._full.room()
                self._full = None
            opened, self._opened = self._opened, []
            if (lost := len(opened) - self._left) > 0:
                log.warning("not all names that were missed could be read", threads=lost)
            for thread in opened[: self._left]:
                await run_guarded(self._read_name(thread), thread=thread.id)
            missed, self._missed = self._missed, {}
            for channel, after in sorted(missed.items(), key=self._liveliness, reverse=True):
                # What discord.py itself trips over, it brings nothing after.
                await run_guarded(self._read(channel, after), channel=channel)

    def _liveliness(self, missed: tuple[int, int]) -> int:
        channel = self._client.get_channel(missed[0])
        return getattr(channel, "last_message_id", None) or 0

    async def _read(self, channel: int, after: int) -> None:
        place: object = self._client.get_channel(channel)
        if not isinstance(place, discord.abc.Messageable):
            place = self._client.get_partial_messageable(channel)
        pages = min(_PAGES_A_CHANNEL, self._left)
        if not pages:
            log.warning("not all that was missed could be read", channel=channel)
            return
        read = 0
        members: dict[int, discord.Member | None] = {}
        try:
            history = place.history(
                limit=pages * _PAGE, after=discord.Object(after), oldest_first=True
            )
            async for said in history:
                read += 1
                await run_guarded(self._take(said, members), channel=channel, message=said.id)
        except _UNREADABLE as error:
            what = type(error).__name__
            log.warning("a channel that was missed cannot be read", channel=channel, error=what)
        self._left -= 1 + read // _PAGE

    async def _take(self, said: discord.Message, members: dict[int, discord.Member | None]) -> None:
        await self._know_author(said, members)
        await self._hear(said)

    async def _read_name(self, thread: discord.Thread) -> None:
        """The name of a thread, or the title of a post."""
        self._left -= 1
        try:
            await self._hear_thread(thread)
        except _UNREADABLE as error:
            what = type(error).__name__
            log.warning("a name that was missed cannot be read", thread=thread.id, error=what)

    async def _know_author(
        self, said: discord.Message, members: dict[int, discord.Member | None]
    ) -> None:
        """Find out which roles the author has, which the history does not say."""
        if said.guild is None or said.webhook_id or isinstance(said.author, discord.Member):
            return
        user = said.author.id
        if user not in members and self._left > 0:
            self._left -= 1
            try:
                members[user] = await said.guild.fetch_member(user)
            except _UNREADABLE:
                members[user] = None
        if member := members.get(user):
            said.author = member


def _may_read(channel: _Place) -> bool:
    """Whether asking for what was said there is worth a request."""
    outer = channel.parent if isinstance(channel, discord.Thread) else channel
    if outer is None:
        return False
    rights = outer.permissions_for(channel.guild.me)
    return rights.view_channel and rights.read_message_history
