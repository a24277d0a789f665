"""The directory of Discord: its guilds, their members' rights, and names from what is cached of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import discord

from bot.interactions.replies import Refusal
from bot.interactions.requests import NameKind
from bot.platforms.discord.inbound.authorship import make_author
from bot.platforms.discord.interactions.authority import find_member_authority
from bot.platforms.discord.outbound.alert_channel import find_channel
from bot.runtime.directory import Community, Standing

_NOT_SHOWN = Refusal("Discord does not show me this server now", "try again in a moment")
_NO_ANSWER = Refusal("Discord does not say now who moderates here", "try again in a moment")


class GuildDirectory:
    """The directory of the guilds in which a client is."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    def communities(self) -> Sequence[Community]:
        """Return the guilds by name."""
        guilds = sorted(self._client.guilds, key=lambda guild: (guild.name.casefold(), guild.id))
        return [Community(str(guild.id), guild.name) for guild in guilds]

    async def find_standing(self, community: str, person: str) -> Standing | Refusal | None:
        """Ask Discord for a member; their rights follow from the cached roles and overwrites."""
        guild = self._find(community)
        if guild is None or guild.unavailable:
            return _NOT_SHOWN
        if not person.isdecimal():
            return None
        try:
            member = await guild.fetch_member(int(person))
        except discord.NotFound:
            return None
        except (discord.HTTPException, OSError):
            return _NO_ANSWER
        rights = member.guild_permissions
        by = replace(
            make_author(member, None),
            is_moderator=rights.manage_messages or rights.moderate_members,
        )
        return Standing(by, find_member_authority(member))

    async def find_names(
        self, kind: NameKind, ids: Collection[str], community: str
    ) -> Mapping[str, str]:
        """Return the names of cached channels, threads, roles or members."""
        guild = self._find(community)
        if guild is None:
            return {}
        numbers = [each for each in ids if each.isdecimal()]
        found = {each: _find_name(guild, kind, each) for each in numbers}
        return {each: name for each, name in found.items() if name}

    def _find(self, community: str) -> discord.Guild | None:
        return self._client.get_guild(int(community)) if community.isdecimal() else None


def _find_name(guild: discord.Guild, kind: NameKind, number: str) -> str | None:
    if kind is NameKind.CHANNEL:
        channel = find_channel(guild, number)
        return channel.name if channel else None
    if kind is NameKind.ROLE:
        role = guild.get_role(int(number))
        return role.name if role else None
    member = guild.get_member(int(number))
    return member.display_name if member else None
