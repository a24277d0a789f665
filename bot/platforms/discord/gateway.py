"""The connection to Discord's gateway: what is listened to, and who hears of it."""

import json
from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import discord
from discord import app_commands

Command: TypeAlias = app_commands.Group | app_commands.ContextMenu

INTENTS = discord.Intents(guilds=True, guild_messages=True, message_content=True)
"""What is asked for. Only the content of messages is privileged; no list of members is needed."""


_SHORT = 64
"""Characters that no frame with an event in it is within."""


class GatewayListener(Protocol):
    """What an event comes to."""

    async def handle_message(self, said: discord.Message) -> None:
        """A message was written."""
        ...

    async def handle_edit(self, said: discord.Message) -> None:
        """A message was changed, pinned, or got a preview."""
        ...

    async def handle_thread(self, thread: discord.Thread, *, is_new: bool) -> None:
        """A thread was opened or changed."""
        ...

    async def handle_component(self, interaction: discord.Interaction) -> None:
        """A button was pressed."""
        ...

    def handle_change(self) -> None:
        """Channels, roles or permissions are not what they were."""
        ...

    def handle_ready(self) -> None:
        """All servers are known."""
        ...

    def handle_connect(self, shard: int, *, is_resumed: bool) -> None:
        """Events come, from where they broke off or from now on."""
        ...

    def handle_disconnect(self, shard: int) -> None:
        """No events come for now."""
        ...

    def handle_heartbeat(self) -> None:
        """Discord has answered a heartbeat."""
        ...


class Gateway(discord.AutoShardedClient):
    """discord.py's client, which keeps no messages and no members: memory stays small.

    `ready_within`: seconds without news of another server after which all are known.
    """

    def __init__(
        self, listener: GatewayListener, *, commands: Sequence[Command], ready_within: float
    ) -> None:
        # Else discord.py warns that voice needs more to be installed; nobody speaks here.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=INTENTS,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=ready_within,
            max_ratelimit_timeout=60.0,
            enable_debug_events=True,  # for on_socket_raw_receive
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self._listener = listener
        self.tree = app_commands.CommandTree(
            self, allowed_contexts=app_commands.AppCommandContext(guild=True)
        )
        for command in commands:
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        """Tell Discord which commands there are."""
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        """A message was written."""
        await self._listener.handle_message(message)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """A message was changed; raw, as nothing is kept to compare it with."""
        await self._listener.handle_edit(event.message)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A thread was opened, or something was posted in a forum."""
        await self._listener.handle_thread(thread, is_new=True)

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """A thread was changed."""
        if before.name != after.name:
            await self._listener.handle_thread(after, is_new=False)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Something was pressed; what was typed goes to the commands."""
        if interaction.type is discord.InteractionType.component:
            await self._listener.handle_component(interaction)

    async def on_ready(self) -> None:
        """The servers that the bot is in have been told of."""
        self._listener.handle_ready()

    async def on_shard_ready(self, shard: int) -> None:
        """A new session has begun; what came between it and an earlier one was not told."""
        self._listener.handle_connect(shard, is_resumed=False)

    async def on_shard_resumed(self, shard: int) -> None:
        """The session goes on, and everything was told."""
        self._listener.handle_connect(shard, is_resumed=True)

    async def on_shard_disconnect(self, shard: int) -> None:
        """discord.py connects again by itself."""
        self._listener.handle_disconnect(shard)

    async def on_socket_raw_receive(self, frame: str) -> None:
        """Whatever Discord says; discord.py tells of answered heartbeats in no other way."""
        if (
            len(frame) < _SHORT
            and json.loads(frame)["op"] == discord.gateway.DiscordWebSocket.HEARTBEAT_ACK
        ):
            self._listener.handle_heartbeat()

    async def on_guild_join(self, _guild: discord.Guild) -> None:
        """An owner has let the bot in."""
        self._listener.handle_change()

    async def on_change(self, *_what: Any) -> None:
        """Whatever decides where the bot may act."""
        self._listener.handle_change()

    on_guild_update = on_guild_channel_update = on_guild_channel_create = on_change
    on_guild_channel_delete = on_guild_role_update = on_guild_role_delete = on_change
    on_member_update = on_change
