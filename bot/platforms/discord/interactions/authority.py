"""Authority of members: what they may do themselves in a guild and its channels, and who stands above whom."""

from collections.abc import Mapping

import discord

from bot.domain.actions import Action
from bot.domain.authority import Authority
from bot.domain.message import Author, Message
from bot.platforms.discord.inbound.authorship import parse_member
from bot.platforms.discord.permissions import ACTION_PERMISSIONS, RENAME_PERMISSIONS


def find_authority(interaction: discord.Interaction) -> Authority:
    """Return what the member behind an interaction may do; nothing in a direct message.

    Discord tells the rights in the interaction's own channel; those in others follow from the cached
    roles and overwrites.
    """
    member = interaction.user
    if not isinstance(member, discord.Member):
        return Authority()
    return find_member_authority(
        member, told={str(_parent_id(interaction.channel)): interaction.permissions}
    )


def find_member_authority(
    member: discord.Member, *, told: Mapping[str, discord.Permissions] | None = None
) -> Authority:
    """Return what a member may do; `told`: their rights in channels of which Discord has said them."""
    rights = member.guild_permissions
    actions = list_actions(rights)
    in_channels = {
        **{str(channel.id): channel.permissions_for(member) for channel in member.guild.channels},
        **(told or {}),
    }
    channels = {channel: list_actions(own) for channel, own in in_channels.items()}
    permissions = {**in_channels, "": rights}  # "": of what is in no channel
    return Authority(
        is_administrator=rights.administrator or rights.manage_guild,
        actions=actions,
        channels={channel: own for channel, own in channels.items() if own != actions},
        renames={
            naming: frozenset(
                channel for channel, own in permissions.items() if _has(own, permission)
            )
            for naming, permission in RENAME_PERMISSIONS.items()
        },
    )


def list_actions(rights: discord.Permissions) -> frozenset[Action]:
    """Return the actions that somebody with these rights may take themselves."""
    return frozenset(
        action for action, permission in ACTION_PERMISSIONS.items() if _has(rights, permission)
    )


def _has(rights: discord.Permissions, permission: str) -> bool:
    return rights.administrator or bool(getattr(rights, permission))


async def outranks(guild: discord.Guild, by: Author, message: Message) -> bool | None:
    """Return whether a member stands above the author of a message, None if Discord does not say.

    The owner stands above everybody, and everybody above those who have left, or whom nobody knows.
    """
    author = parse_member(message.author.id)
    if author is None:
        return True
    owner = str(guild.owner_id)
    if owner in (by.id, message.author.id):
        return by.id == owner
    try:
        target = await guild.fetch_member(author)
    except discord.NotFound:
        return True
    except discord.HTTPException:
        return None
    return _top_role(guild, by.roles) > target.top_role


def _top_role(guild: discord.Guild, roles: frozenset[str]) -> discord.Role:
    known: Mapping[int, discord.Role] = {role.id: role for role in guild.roles}
    return max(
        (known[int(role)] for role in roles if int(role) in known), default=guild.default_role
    )


def _parent_id(channel: object) -> int | None:
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    return channel.id if isinstance(channel, discord.abc.GuildChannel) else None
