"""Autocomplete on Discord: captions with the names of roles and channels, as mentions show none. Pure."""

from collections.abc import Iterable
from typing import assert_never

import discord
from discord import app_commands

from bot.domain.inline import (
    ChannelMention,
    Inline,
    Link,
    MemberMention,
    RichText,
    RoleMention,
    Spoiler,
    replace_hidden,
)
from bot.interactions.replies import Choice

_LONGEST = 100
"""Characters of a choice: Discord's limit."""


def filter_choices(
    choices: Iterable[Choice], typed: str, guild: discord.Guild | None
) -> list[app_commands.Choice[str]]:
    """Return the choices whose caption, as it is shown, contains what is typed."""
    wanted = typed.strip().removeprefix("#").lower()
    shown = [
        app_commands.Choice(name=resolve_names(choice.caption, guild), value=choice.value)
        for choice in choices
    ]
    return [choice for choice in shown if wanted in choice.name.lower()]


def resolve_names(caption: RichText, guild: discord.Guild | None) -> str:
    """Name roles and channels: ChannelMention("17") -> "#tea", RoleMention("7") -> "@Trusted"."""
    return "".join(_resolve_name(element, guild) for element in caption.elements)[:_LONGEST]


def _resolve_name(element: Inline, guild: discord.Guild | None) -> str:
    match element:
        case str():
            return replace_hidden(element)
        case ChannelMention(id=id) if id.isdecimal():
            channel = guild.get_channel_or_thread(int(id)) if guild else None
            return f"#{channel.name}" if channel else f"a deleted channel ({id})"
        case RoleMention(id=id) if id.isdecimal():
            role = guild.get_role(int(id)) if guild else None
            return f"@{role.name}" if role else f"a deleted role ({id})"
        case MemberMention(id=id) | ChannelMention(id=id) | RoleMention(id=id):
            return id  # of another platform, which a policy may name too
        case Link(url=text) | Spoiler(text=text):
            return replace_hidden(text)
        case _:
            assert_never(element)
