"""Which channel of a server is the moderators', where alerts are shown.

An owner names the channel in the policy (`alerts`); else it is found: one called "parley", the server's
own channel for safety alerts, one whose name speaks of moderators and that not everyone can see, or
the server's channel for community updates, which Discord makes for moderators.
"""

from collections.abc import Collection, Iterator

import discord

from bot.alerts.channel_names import is_bot_channel, is_moderator_channel

REMEDY = (
    'make a private channel called "parley" that Parley may write in, or name one in the policy: '
    'alerts = ["id of the channel"]'
)

_NEEDED = ("view_channel", "send_messages", "embed_links")


def find_channel(guild: discord.Guild, chosen: Collection[str]) -> discord.TextChannel | None:
    """The moderators' channel of a server: the first candidate that the bot may write in."""
    candidates = list_candidates(guild, chosen)
    return next((channel for channel in candidates if not find_lacking(channel)), None)


def list_candidates(guild: discord.Guild, chosen: Collection[str]) -> Iterator[discord.TextChannel]:
    """The channels that may be meant, the likeliest first."""
    channels = sorted(guild.text_channels, key=lambda channel: channel.position)
    hidden = [channel for channel in channels if not _is_public(channel)]
    yield from (channel for channel in channels if str(channel.id) in chosen)
    yield from (channel for channel in channels if is_bot_channel(channel.name))
    if guild.safety_alerts_channel:
        yield guild.safety_alerts_channel
    yield from (channel for channel in hidden if is_moderator_channel(channel.name))
    if guild.public_updates_channel:
        yield guild.public_updates_channel


def find_lacking(channel: discord.TextChannel) -> list[str]:
    """The permissions that keep the bot from showing alerts there."""
    rights = channel.permissions_for(channel.guild.me)
    return [key for key in _NEEDED if not getattr(rights, key)]


def _is_public(channel: discord.TextChannel) -> bool:
    return channel.permissions_for(channel.guild.default_role).view_channel
