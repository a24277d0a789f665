"""Pings on Discord: the roles that the message of an alert mentions, and nothing else in it."""

from collections.abc import Sequence
from typing import TypedDict

import discord

from bot.alerts.alert import Alert, join_pings


class Ping(TypedDict):
    """The parts of a message that ring."""

    content: str | None
    allowed_mentions: discord.AllowedMentions


def make_ping(guild: discord.Guild, alerts: Sequence[Alert]) -> Ping:
    """Make the ping of a message that shows these alerts: the roles of the guild among those who are named."""
    ids = {int(each) for each in join_pings(alerts) if each.isdecimal()}
    roles = [role for role in guild.roles if role.id in ids and not role.is_default()]
    return Ping(
        content=" ".join(role.mention for role in roles) or None,
        allowed_mentions=discord.AllowedMentions(everyone=False, users=False, roles=roles),
    )
