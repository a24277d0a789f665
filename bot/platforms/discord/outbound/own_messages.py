"""Search for a message of the bot's own, which an earlier try may have sent.

Discord refuses a second message of one nonce for a few minutes only, and shows no nonce of an old one: so
what a message says tells which it is.
"""

from collections.abc import Callable
from datetime import datetime

import discord

_MAX_MESSAGES = 200
"""Messages that are read after the time of the first try: it was sent within seconds."""


async def find_own(
    channel: discord.abc.Messageable,
    me: discord.ClientUser | None,
    since: datetime | None,
    matches: Callable[[discord.Message], bool],
) -> discord.Message | None:
    """Return the bot's first message after `since` that matches; None if none does, or without a time."""
    if since is None or me is None:
        return None
    after = discord.Object(discord.utils.time_snowflake(since))
    async for message in channel.history(limit=_MAX_MESSAGES, after=after, oldest_first=True):
        if message.author.id == me.id and matches(message):
            return message
    return None
