"""Names of a guild's roles, channels and members, looked up by id or as they are shown."""

import discord

from bot.interactions.replies import Refusal
from bot.interactions.requests import NameKind
from bot.platforms.shared.unknown_names import choose_only

_REMEDY = "choose it from the list that Discord shows while you type"


async def resolve_name(guild: discord.Guild, kind: NameKind, written: str) -> str | Refusal:
    """Return the id of a role, a channel or a member; a member's id is taken as Discord delivered it."""
    if kind is NameKind.MEMBER:
        found = [written] if written.isdecimal() else []
    elif kind is NameKind.ROLE:
        found = [str(r.id) for r in guild.roles if written in (str(r.id), r.name)]
    else:
        found = await _find_channels(guild, written)
    return choose_only(kind, written, found, remedy=_REMEDY)


async def _find_channels(guild: discord.Guild, written: str) -> list[str]:
    known = [*guild.channels, *guild.threads]
    found = [str(each.id) for each in known if written in (str(each.id), each.name)]
    if found or not written.isdecimal():
        return found
    try:  # an archived thread is in no cache
        return [str((await guild.fetch_channel(int(written))).id)]
    except (discord.HTTPException, discord.InvalidData):
        return []
