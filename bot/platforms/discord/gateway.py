"""The connection to Discord's gateway: intents, and the events that are dispatched."""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import aiohttp
import discord
from discord import app_commands

from bot.domain.surfaces import SurfaceRules
from bot.platforms.discord.gateway_frames import tolerate_malformed_frames
from bot.platforms.discord.gateway_own import leave_out_own_messages
from bot.platforms.discord.gateway_surfaces import (
    SurfaceGateway,
    make_intents,
    parse_voice_status,
    silence_voice,
)

AppCommand: TypeAlias = app_commands.Group | app_commands.ContextMenu


class GatewayListener(Protocol):
    """A receiver of gateway events."""

    async def handle_message(self, message: discord.Message) -> None:
        """Handle a new message."""
        ...

    async def handle_edit(self, message: discord.Message) -> None:
        """Handle a message that was edited or pinned, or got a preview."""
        ...

    async def handle_thread(self, thread: discord.Thread, *, is_new: bool) -> None:
        """Handle a thread that was opened or renamed."""
        ...

    async def handle_component(self, interaction: discord.Interaction) -> None:
        """Handle a pressed button."""
        ...

    async def hold_back(self) -> None:
        """Return once there is room for the next event, or after a moment."""
        ...

    def handle_change(self, guild: int) -> None:
        """Handle a change of channels, roles or permissions, or that the bot joined or left a guild."""
        ...

    def handle_login(self) -> None:
        """Handle that the client is logged in, and may make requests."""
        ...


class ConnectionListener(Protocol):
    """A receiver of what becomes of the connections of shards."""

    async def wait_for_turn(self, shard: int, *, is_first: bool) -> None:
        """Return once the session of a shard may begin."""
        ...

    def handle_guilds(self, shard: int) -> None:
        """Handle that the guilds of a shard have arrived, in a new session; a late one is unavailable yet."""
        ...

    def handle_arrival(self, guild: discord.Guild) -> None:
        """Handle a guild that was not available before."""
        ...

    def handle_outage(self, guild: discord.Guild) -> None:
        """Handle a guild that is not available any more."""
        ...

    def handle_removal(self, guild: discord.Guild) -> None:
        """Handle that the bot left a guild."""
        ...

    def handle_connect(self, shard: int, *, is_resumed: bool) -> None:
        """Handle a shard's connection; a resumed session first replays the events that were missed."""
        ...

    def handle_disconnect(self, shard: int) -> None:
        """Handle the loss of a shard's connection."""
        ...

    def handle_heartbeat(self) -> None:
        """Handle an acknowledged heartbeat."""
        ...


class Gateway(SurfaceGateway):
    """discord.py's client, without caches of messages and members, so that memory stays small.

    `rules` say which events are asked for. `http_trace` hears of every request. `guild_ready_timeout`: seconds
    without another guild's arrival after which all are known.
    """

    def __init__(
        self,
        listener: GatewayListener,
        connection: ConnectionListener,
        *,
        commands: Sequence[AppCommand],
        rules: SurfaceRules,
        http_trace: aiohttp.TraceConfig,
        guild_ready_timeout: float,
    ) -> None:
        silence_voice()
        super().__init__(
            intents=make_intents(rules),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=guild_ready_timeout,
            max_ratelimit_timeout=60.0,
            http_trace=http_trace,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        tolerate_malformed_frames(self._connection.parsers)
        leave_out_own_messages(self._connection.parsers, lambda: self._connection.self_id)
        parse_voice_status(self._connection.parsers, self.dispatch)
        self._listener = listener
        self._shards = connection
        self._is_divided = False
        self.may_open = asyncio.Event()
        """Set once shards may be opened, where the client is divided."""
        self.tree = app_commands.CommandTree(
            self, allowed_contexts=app_commands.AppCommandContext(guild=True)
        )
        for command in commands:
            self.tree.add_command(command)

    async def hold_back(self) -> None:
        """Hold the next frame back while more messages are being worked on than is well."""
        await self._listener.hold_back()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for the turn of a shard to begin its session."""
        await self._shards.wait_for_turn(shard_id or 0, is_first=initial)

    async def launch_shards(self) -> None:
        """Connect all shards, unless it is somebody else who opens them one by one."""
        if not self._is_divided:
            await super().launch_shards()
        self.may_open.set()

    def divide(self, count: int) -> None:
        """Have somebody else open some of so many shards, by `open_shard`."""
        self._is_divided = True
        self.shard_count = self._connection.shard_count = count
        self._connection.shard_ids = range(count)

    async def open_shard(self, shard: int) -> None:
        """Connect a shard, by a new session."""
        if known := self.get_shard(shard):
            await known.connect()
        else:
            await self.launch_shard(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, shard)

    async def close_shard(self, shard: int) -> None:
        """Disconnect a shard."""
        if known := self.get_shard(shard):
            await known.disconnect()

    def forget_guilds(self, shard: int) -> None:
        """Forget the guilds of a shard, which another process serves."""
        for guild in self.guilds_of(shard):
            self._connection._remove_guild(guild)  # noqa: SLF001 - no event tells of it

    def guilds_of(self, shard: int) -> Sequence[discord.Guild]:
        """Return the guilds of a shard."""
        return [guild for guild in self.guilds if guild.shard_id == shard]

    async def setup_hook(self) -> None:
        """Dispatch the login, before anything is connected."""
        self._listener.handle_login()

    async def on_message(self, message: discord.Message) -> None:
        """Dispatch a new message."""
        await self._listener.handle_message(message)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Dispatch an edit; raw, as no message is cached to compare it with."""
        await self._listener.handle_edit(event.message)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Dispatch a new thread or forum post."""
        await self._listener.handle_thread(thread, is_new=True)

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """Dispatch a renamed thread."""
        if before.name != after.name:
            await self._listener.handle_thread(after, is_new=False)

    async def on_thread_join(self, thread: discord.Thread) -> None:
        """Dispatch a thread that comes into sight: unarchived, or the bot may see it now."""
        await self._listener.handle_thread(thread, is_new=False)

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """Dispatch a new channel."""
        await self.on_change(channel)
        await self._dispatch_channel(None, channel)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Dispatch a changed channel."""
        await self.on_change(before, after)
        await self._dispatch_channel(before, after)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Dispatch a pressed button; discord.py runs the commands itself."""
        if interaction.type is discord.InteractionType.component:
            await self._listener.handle_component(interaction)

    async def on_shard_ready(self, shard: int) -> None:
        """Dispatch a new session, whose guilds have arrived; it does not replay what came before it."""
        self._shards.handle_connect(shard, is_resumed=False)
        self._shards.handle_guilds(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """Dispatch a resumed session, which has replayed what was missed."""
        self._shards.handle_connect(shard, is_resumed=True)

    async def on_shard_disconnect(self, shard: int) -> None:
        """Dispatch the loss of a connection; discord.py reconnects by itself."""
        self._shards.handle_disconnect(shard)

    def note_heartbeat(self) -> None:
        """Hand on that a heartbeat was acknowledged."""
        self._shards.handle_heartbeat()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Dispatch that the bot was added to a guild."""
        self._listener.handle_change(guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Dispatch that the bot was removed from a guild."""
        self._listener.handle_change(guild.id)
        self._shards.handle_removal(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Dispatch a guild that has arrived: with its session, after it, or after an outage."""
        self._listener.handle_change(guild.id)
        self._shards.handle_arrival(guild)

    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """Dispatch the outage of a guild."""
        self._shards.handle_outage(guild)

    async def on_change(self, *changed: Any) -> None:
        """Dispatch a change on which the bot's permissions may depend, by what it is now."""
        guild = changed[-1] if isinstance(changed[-1], discord.Guild) else changed[-1].guild
        self._listener.handle_change(guild.id)

    on_guild_update = on_change
    on_guild_channel_delete = on_guild_role_update = on_guild_role_delete = on_change
    on_guild_role_create = on_member_update = on_thread_delete = on_change
