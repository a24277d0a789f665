"""Readable channels: those of a server that hold messages, and what the bot may read there."""

from typing import TypeAlias

import discord

ReadableChannel: TypeAlias = (
    discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
)


def list_channels(guild: discord.Guild) -> list[ReadableChannel]:
    """Return the channels of a server that hold messages, and its open threads."""
    channels: list[ReadableChannel] = [*guild.text_channels, *guild.voice_channels]
    return [*channels, *guild.stage_channels, *guild.threads]


def may_read(channel: ReadableChannel) -> bool:
    """Return True if the bot has the permissions to read a channel's history."""
    return may_view(channel) and _rights(channel).read_message_history


def may_view(channel: ReadableChannel) -> bool:
    """Return True if the bot has the permission to see a channel, and what is written from now on."""
    return _rights(channel).view_channel


def _rights(channel: ReadableChannel) -> discord.Permissions:
    parent = channel.parent if isinstance(channel, discord.Thread) else channel
    return parent.permissions_for(channel.guild.me) if parent else discord.Permissions.none()
