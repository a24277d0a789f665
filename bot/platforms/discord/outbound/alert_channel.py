"""Choice of the channel in a guild where moderators are shown alerts.

An owner may name the channel in the policy (`alerts`): then it is this one or none. Else the first of these
is taken that only moderators can read: a channel called "parley", the guild's own channel for safety alerts,
one with a moderators' name, and the guild's channel for community updates.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import discord

from bot.alerts.channel_names import is_bot_channel, is_moderator_channel
from bot.domain.actions import Action, Outcome
from bot.platforms.discord.outbound.channel_audience import is_private_to_moderators
from bot.platforms.discord.permissions import permission_name

PostableChannel: TypeAlias = (
    discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel
)
"""A channel in which a message can be posted."""

REMEDY = (
    'make a private channel called "parley", which only roles with Manage Messages and Parley may see, or '
    'name a channel in the policy: alerts = ["id of the channel"]'
)
"""For an owner whose guild has no alert channel."""

_ID_REMEDY = "copy the id of a text channel again: right-click on it > Copy Channel ID"

_POSTABLE = (discord.TextChannel, discord.Thread, discord.VoiceChannel, discord.StageChannel)

_REQUIRED = ("view_channel", "send_messages", "embed_links")
"""Permissions to show alerts in a channel."""


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """The alert channel of a guild, None with the refusal that says why, and a warning about it if any."""

    channel: PostableChannel | None
    outcome: Outcome
    warning: str = ""


async def choose_alert_channel(
    guild: discord.Guild, configured: Collection[str], *, guilds: Sequence[discord.Guild]
) -> ChannelChoice:
    """Choose the alert channel of a guild; `configured`: ids from the policy, `guilds`: all of the bot's."""
    named = [found for each in sorted(configured) if (found := find_channel(guild, each))]
    if named:
        return await _judge_named(named[0])
    if unknown := list_unknown(configured, guilds):
        # Meant for one of these guilds, perhaps for this: no other channel is taken for it.
        reason = (
            f"the policy names {unknown[0]} for alerts, which is no channel that Parley can see"
        )
        return ChannelChoice(None, Outcome.refused(reason, f"{_ID_REMEDY}."))
    lacking: ChannelChoice | None = None
    for channel in _list_candidates(guild):
        if not channel.is_news() and await is_private_to_moderators(channel):
            choice = _check_permissions(channel)
            if choice.channel:
                return choice
            lacking = lacking or choice
    return lacking or ChannelChoice(
        None, Outcome.refused("no channel for alerts is private to moderators", f"{REMEDY}.")
    )


def find_channel(
    guild: discord.Guild, channel: str
) -> discord.abc.GuildChannel | discord.Thread | None:
    """Find the channel or thread of this id in a guild."""
    return guild.get_channel_or_thread(int(channel)) if channel.isdecimal() else None


def list_unknown(configured: Collection[str], guilds: Sequence[discord.Guild]) -> list[str]:
    """Return the ids that no guild has a channel or an active thread for."""
    return [
        each
        for each in sorted(configured)
        if not any(find_channel(guild, each) for guild in guilds)
    ]


async def _judge_named(channel: discord.abc.GuildChannel | discord.Thread) -> ChannelChoice:
    if not isinstance(channel, _POSTABLE):
        reason = f"the policy names #{channel.name} for alerts, which takes no messages"
        return ChannelChoice(None, Outcome.refused(reason, f"{_ID_REMEDY}."))
    choice = _check_permissions(channel)
    parent = channel.parent if isinstance(channel, discord.Thread) else channel
    if parent is None or not await is_private_to_moderators(parent):
        who = "others than moderators can read it, and with it what members wrote"
        return ChannelChoice(choice.channel, choice.outcome, f"#{channel.name}: {who}")
    if isinstance(channel, discord.TextChannel) and channel.is_news():
        who = "it is an announcement channel, which other servers may follow"
        return ChannelChoice(choice.channel, choice.outcome, f"#{channel.name}: {who}")
    return choice


def _list_candidates(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    """Yield the channels that may be meant for alerts, the likeliest first."""
    channels = sorted(guild.text_channels, key=lambda channel: channel.position)
    yield from (channel for channel in channels if is_bot_channel(channel.name))
    if guild.safety_alerts_channel:
        yield guild.safety_alerts_channel
    yield from (channel for channel in channels if is_moderator_channel(channel.name))
    if guild.public_updates_channel:
        yield guild.public_updates_channel


def _check_permissions(channel: PostableChannel) -> ChannelChoice:
    if not (missing := missing_permissions(channel)):
        return ChannelChoice(channel, Outcome.done(Action.FLAG))
    lacking = " and ".join(f'"{permission_name(key)}"' for key in missing)
    remedy = f"give Parley's role {lacking} there, in Edit Channel > Permissions."
    return ChannelChoice(
        None, Outcome.refused(f"alerts cannot be shown in #{channel.name}", remedy)
    )


def missing_permissions(channel: PostableChannel) -> list[str]:
    """Return the permissions that the bot lacks to show alerts in a channel."""
    rights = channel.permissions_for(channel.guild.me)
    is_thread = isinstance(channel, discord.Thread)
    required = (
        [*_REQUIRED[:1], "send_messages_in_threads", *_REQUIRED[2:]] if is_thread else _REQUIRED
    )
    return [key for key in required if not getattr(rights, key)]
