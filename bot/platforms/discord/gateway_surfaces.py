"""Gateway events of what is written outside of messages: channels, events, reactions, statuses."""

from collections.abc import Callable, MutableMapping
from typing import Any, Protocol

import discord

from bot.domain.surfaces import SurfaceRules
from bot.platforms.discord.gateway_fates import FateGateway

_VOICE_STATUS = "VOICE_CHANNEL_STATUS_UPDATE"
"""Discord's event that a voice channel has another status, which discord.py does not parse."""


class SurfaceEvents(Protocol):
    """A receiver of these events."""

    async def on_channel(
        self, before: discord.abc.GuildChannel | None, after: discord.abc.GuildChannel
    ) -> None:
        """Handle a channel that was created or changed."""
        ...

    async def on_event(
        self, before: discord.ScheduledEvent | None, after: discord.ScheduledEvent
    ) -> None:
        """Handle a scheduled event that was created or changed."""
        ...

    async def on_reaction(self, source: discord.RawReactionActionEvent) -> None:
        """Handle a reaction to a message."""
        ...

    def on_reaction_removed(self, source: discord.RawReactionActionEvent) -> None:
        """Handle a reaction that was taken away."""
        ...

    async def on_voice_status(self, guild_id: int, channel_id: int, status: str) -> None:
        """Handle a voice channel's status."""
        ...


def make_intents(rules: SurfaceRules) -> discord.Intents:
    """Make the gateway intents. Only the content of messages is privileged; no list of members is needed."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        dm_messages=True,
        message_content=True,
        guild_scheduled_events=rules.events,
        guild_reactions=rules.reactions,
        moderation=True,  # of bans
    )


def parse_voice_status(
    parsers: MutableMapping[str, Callable[[Any], None]], dispatch: Callable[..., None]
) -> None:
    """Have discord.py dispatch the status of voice channels as `voice_status`."""

    def parse(data: Any) -> None:
        status = data.get("status")
        text = status if isinstance(status, str) else ""
        dispatch("voice_status", int(data["guild_id"]), int(data["id"]), text)

    parsers[_VOICE_STATUS] = parse


class SurfaceGateway(FateGateway):
    """discord.py's client, which dispatches these events to its `surfaces` once there are some."""

    surfaces: SurfaceEvents | None = None

    async def on_scheduled_event_create(self, event: discord.ScheduledEvent) -> None:
        """Dispatch a new scheduled event."""
        if self.surfaces:
            await self.surfaces.on_event(None, event)

    async def on_scheduled_event_update(
        self, before: discord.ScheduledEvent, after: discord.ScheduledEvent
    ) -> None:
        """Dispatch a changed scheduled event."""
        if self.surfaces:
            await self.surfaces.on_event(before, after)

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Dispatch a reaction; raw, as no message is cached."""
        if self.surfaces:
            await self.surfaces.on_reaction(event)

    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """Dispatch a reaction that was taken away."""
        if self.surfaces:
            self.surfaces.on_reaction_removed(event)

    async def on_voice_status(self, guild: int, channel: int, status: str) -> None:
        """Dispatch the status of a voice channel."""
        if self.surfaces:
            await self.surfaces.on_voice_status(guild, channel, status)

    async def _dispatch_channel(
        self, before: discord.abc.GuildChannel | None, after: discord.abc.GuildChannel
    ) -> None:
        if self.surfaces:
            await self.surfaces.on_channel(before, after)


def silence_voice() -> None:
    """Keep discord.py from warning that voice needs more libraries: nothing here uses voice."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
