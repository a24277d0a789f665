"""Audience of a channel: whether only moderators can read it."""

import discord

from bot.platforms.discord.api_errors import API_ERRORS

_MAX_OVERWRITES = 10
"""Members with an overwrite of their own who are asked for; a channel with more is not for moderators alone."""


async def is_private_to_moderators(channel: discord.abc.GuildChannel) -> bool:
    """Return whether all that can see a channel may manage messages in the whole guild; False if unknown."""
    guild = channel.guild
    own_roles = guild.me.roles
    for role in guild.roles:
        if not channel.permissions_for(role).view_channel or _is_moderators(role.permissions):
            continue
        is_bots = role.is_bot_managed() or (not role.is_default() and role in own_roles)
        if not is_bots:
            return False
    members = [
        target.id
        for target, overwrite in channel.overwrites.items()
        if not isinstance(target, discord.Role)
        and getattr(target, "type", None) is not discord.Role
        and overwrite.view_channel
        and target.id not in (guild.me.id, guild.owner_id)
    ]
    if len(members) > _MAX_OVERWRITES:
        return False
    for member in members:
        if not await _is_moderator(guild, member):
            return False
    return True


def _is_moderators(rights: discord.Permissions) -> bool:
    return rights.administrator or rights.manage_messages


async def _is_moderator(guild: discord.Guild, user: int) -> bool:
    try:
        member = await guild.fetch_member(user)
    except discord.NotFound:
        return True  # who has left sees nothing
    except API_ERRORS:
        return False
    return member.bot or _is_moderators(member.guild_permissions)
