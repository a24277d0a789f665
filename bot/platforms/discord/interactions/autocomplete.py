"""What is offered while somebody types: choices of ours with places named, as nothing is drawn there. Pure."""

import re
from collections.abc import Iterable
from dataclasses import replace

import discord

from bot.interactions.replies import Choice

_LONGEST = 100
"""Characters of a choice, by Discord's rule."""

_NAMED = re.compile(r"<(#|@&)(\d+)>")


def filter_choices(
    choices: Iterable[Choice], typed: str, guild: discord.Guild | None
) -> list[Choice]:
    """Those in which what is typed stands, as they are shown."""
    wanted = typed.strip().removeprefix("#").lower()
    shown = [
        replace(choice, caption=resolve_names(choice.caption, guild)[:_LONGEST])
        for choice in choices
    ]
    return [choice for choice in shown if wanted in choice.caption.lower()]


def resolve_names(caption: str, guild: discord.Guild | None) -> str:
    """Channels and roles by their names: "<#17>" -> "#tea", "<@&7>" -> "@Trusted"."""

    def name(found: re.Match[str]) -> str:
        mark, number = found[1], int(found[2])
        place: discord.Role | discord.abc.GuildChannel | discord.Thread | None = None
        if guild:
            place = guild.get_channel_or_thread(number) if mark == "#" else guild.get_role(number)
        kind = "channel" if mark == "#" else "role"
        return f"{mark[0]}{place.name}" if place else f"a deleted {kind} ({number})"

    return _NAMED.sub(name, caption)
