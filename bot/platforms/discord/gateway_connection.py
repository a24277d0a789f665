"""Gateway connection: connects, knows which shards are connected and since when not, and closes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import discord

from bot.config.errors import SettingsError
from bot.domain.shards import HeldShards
from bot.platforms.discord.gateway import Gateway
from bot.platforms.discord.inbound.gaps import GapTracker
from bot.platforms.discord.login import log_in
from bot.platforms.discord.permissions import INVALID_TOKEN, NO_MESSAGE_CONTENT
from bot.platforms.discord.shard_keeper import ShardKeeper
from bot.runtime.platform_stats import PlatformStats

_AUTHENTICATION_FAILED = 4004
"""Close code of the gateway for an invalid token."""

_IDENTIFY_INTERVAL = 5.0
"""Seconds between two new sessions of a bot in one process."""


class GatewayConnection:
    """The connection of one bot: of all its shards, or of those that this process has leased.

    `since`: an earlier process had all events until then; None if there was none. `on_guilds`: called with the
    guilds of a shard in a new session, and since when its events are missing. `settle`: returns once what came in
    a shard that another process takes is worked on.
    """

    def __init__(
        self,
        stats: PlatformStats,
        *,
        since: datetime | None,
        on_guilds: Callable[[Sequence[discord.Guild], datetime | None], object],
        settle: Callable[[Sequence[discord.Guild]], Awaitable[object]],
    ) -> None:
        self._stats = stats
        self._on_guilds = on_guilds
        self._settle = settle
        self._gaps = GapTracker(since, stats.clock)
        self._is_ready = asyncio.Event()
        self._known: set[int] = set()
        self._keeper: ShardKeeper | None = None
        self._buckets = 1
        self._task: asyncio.Task[None] | None = None

    async def open(self, client: Gateway, token: str) -> asyncio.Task[None]:
        """Connect a client, and wait until all guilds are known; return the task that stays connected.

        Raises:
            SettingsError: the token is invalid, or the message content intent is off.
        """
        self._client = client
        self._task = task = asyncio.create_task(self._connect(token), name="discord gateway")
        ready = asyncio.create_task(self._is_ready.wait())
        try:
            await asyncio.wait([ready, task], return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
        if task.done():
            await task
        return task

    async def close(self) -> None:
        """Stop keeping it, and give the leased shards back."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._stats.shards and (leases := self._stats.shards.leases):
            await leases.leave()

    async def wait_for_turn(self, shard: int, *, is_first: bool) -> None:
        """Wait as Discord asks between two new sessions, of this process or another."""
        if self._keeper:
            await self._keeper.wait_for_turn(shard, buckets=self._buckets)
        elif not is_first:
            await asyncio.sleep(_IDENTIFY_INTERVAL)

    def handle_guilds(self, shard: int) -> None:
        """Note that the guilds of a shard have arrived, in a new session, which replays nothing."""
        self._known.add(shard)
        if self._keeper:
            self._keeper.note_ready(shard)
        if self._keeper or len(self._known) == self._client.shard_count:
            self._is_ready.set()
        since, known = self._gaps.pop(shard), []
        for guild in self._client.guilds_of(shard):
            if guild.unavailable:  # it comes late, or Discord has an outage
                self._gaps.wait_for(shard, guild.id, since)
            else:
                known.append(guild)
        self._on_guilds(known, since)

    def handle_arrival(self, guild: discord.Guild) -> None:
        """Have read what is missing of a guild that was not known."""
        if since := self._gaps.take(guild.shard_id, guild.id):
            self._on_guilds([guild], since)

    def handle_outage(self, guild: discord.Guild) -> None:
        """Begin the gap of a guild that Discord does not show for the moment."""
        self._gaps.wait_for(guild.shard_id, guild.id)

    def handle_removal(self, guild: discord.Guild) -> None:
        """Forget the gap of a guild that the bot is in no more."""
        self._gaps.take(guild.shard_id, guild.id)

    @property
    def unread_since(self) -> datetime | None:
        """Return since when events of a guild are missing that is not known yet; None if all are known."""
        return self._gaps.unread_since

    def handle_connect(self, shard: int, *, is_resumed: bool) -> None:
        """End the gap of a shard."""
        self._gaps.end(shard, is_resumed=is_resumed)
        if self._gaps.is_connected:
            self._stats.connected()

    def handle_disconnect(self, shard: int) -> None:
        """Begin the gap of a shard, unless another process serves it from now on."""
        if self._keeper and not self._keeper.serves(shard):
            return
        self._gaps.begin(shard)
        self._stats.disconnected()

    def handle_heartbeat(self) -> None:
        """Note that the connection is alive, however few events come."""
        self._stats.heartbeat()

    async def _connect(self, token: str) -> None:
        try:
            await log_in(self._client, token)
            await self._open_leases()
            await self._stay_connected()
        except discord.LoginFailure as error:
            raise SettingsError([INVALID_TOKEN]) from error
        except discord.PrivilegedIntentsRequired as error:
            raise SettingsError([NO_MESSAGE_CONTENT]) from error
        except discord.ConnectionClosed as error:
            if error.code != _AUTHENTICATION_FAILED:
                raise
            raise SettingsError([INVALID_TOKEN]) from error

    async def _stay_connected(self) -> None:
        """Stay connected until the client is closed; leases that cannot be kept end it, too."""
        if self._keeper is None:
            await self._client.connect()
            return
        works = [
            asyncio.create_task(self._client.connect()),
            asyncio.create_task(self._keeper.run(self._note_held), name="discord shards"),
        ]
        try:
            done, _ = await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
            for work in done:
                await work
        finally:
            for work in works:
                work.cancel()
            await asyncio.wait(works)

    async def _open_leases(self) -> None:
        """Learn how many shards there are, and lease some of them, where other processes may serve the others."""
        if (board := self._stats.shards) is None:
            return
        limits = await self._client.fetch_session_start_limits()
        self._buckets = limits.max_concurrency
        count, _, _ = await self._client.http.get_bot_gateway()
        assert self._client.user
        board.leases = leases = await board.open_leases(str(self._client.user.id), count)
        self._client.divide(leases.shards)
        self._keeper = ShardKeeper(
            self._client,
            board,
            leases,
            self._gaps,
            settle=self._settle,
            find_seen=lambda: self._stats.seen_until,
        )

    def _note_held(self, held: HeldShards) -> None:
        """Be ready at once where others serve all shards for the moment."""
        if not held.seen:
            self._is_ready.set()
