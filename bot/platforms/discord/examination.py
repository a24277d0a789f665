"""What would keep the bot from working on Discord, found without starting it."""

import aiohttp
import discord

from bot.finding import Finding
from bot.platforms.discord.messages import NAME
from bot.platforms.discord.permissions import (
    MISSING_INTENT,
    WRONG_TOKEN,
    find_missing,
    make_invite,
    name,
)

_MOST_SERVERS = 100


async def examine(token: str) -> list[Finding]:
    """Look at the token, the intent, and what is allowed in each server; end with the invite link."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            servers = await client.http.get_guilds(_MOST_SERVERS)
        except discord.LoginFailure:
            return [_find(f"the token is not valid; {WRONG_TOKEN.allowed}", is_fine=False)]
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
            return [_find(f"no answer from Discord ({type(error).__name__})", is_fine=False)]
        application = client.application
        assert application is not None  # as `login` has asked for it
    flags = application.flags
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        intent = _find(f"the token is valid, {application.name} may read messages", is_fine=True)
    else:
        intent = _find(f"{application.name} may not read messages: {MISSING_INTENT}", is_fine=False)
    invite = _find(f"invite it to a server: {make_invite(application.id)}", is_fine=None)
    rights = {server["name"]: int(server["permissions"]) for server in servers}
    return [intent, *(_look_at_server(*server) for server in rights.items()), invite]


def _look_at_server(server: str, rights: int) -> Finding:
    missing = find_missing(discord.Permissions(rights))
    if not missing:
        return _find(f"{server}: everything is allowed that may be needed", is_fine=True)
    names = ", ".join(map(name, missing))
    return _find(f"{server}: not allowed: {names}; use the link below to allow it", is_fine=None)


def _find(says: str, *, is_fine: bool | None) -> Finding:
    return Finding(NAME, is_fine, says)
