"""What would keep the bot from working on Discord, found without starting it."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

import aiohttp
import discord

from bot.domain.policy import Policy
from bot.platforms.check_result import CheckResult
from bot.platforms.discord.inbound.converter import NAME
from bot.platforms.discord.outbound.alert_channel import (
    REMEDY,
    find_channel,
    find_lacking,
    list_candidates,
)
from bot.platforms.discord.permissions import (
    MISSING_INTENT,
    REASONS,
    WRONG_TOKEN,
    list_needed,
    make_invite,
    name,
)

_MOST_SERVERS = 100


async def run_checks(token: str, policy: Policy) -> list[CheckResult]:
    """Look at the token, the intent, and what the policy needs in each server; end with the invite link."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            listed = await client.http.get_guilds(_MOST_SERVERS)
            servers = await asyncio.gather(*(_read_server(client, int(s["id"])) for s in listed))
        except discord.LoginFailure:
            return [_fail(f"the token is not valid; {WRONG_TOKEN.allowed}")]
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
            return [_fail(f"no answer from Discord ({type(error).__name__})")]
        application = client.application
        assert application is not None  # as `login` has asked for it
    flags = application.flags
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        intent = _say(f"the token is valid, {application.name} may read messages", is_fine=True)
    else:
        intent = _fail(f"{application.name} may not read messages: {MISSING_INTENT}")
    found = [finding for server in servers for finding in check_server(server, policy)]
    lost = _look_for_lost(servers, policy.alerts)
    return [intent, *found, *lost, _invite(application.id)]


def check_server(server: discord.Guild, policy: Policy) -> list[CheckResult]:
    """What the policy needs there and may not do, and where alerts go."""
    return [_check_permissions(server, policy), _check_alert_channel(server, policy.alerts)]


async def _read_server(client: discord.Client, server: int) -> discord.Guild:
    """A server as the gateway would tell of it: with its channels, and the bot as a member."""
    assert client.user is not None
    about: Any
    about, channels, member = await asyncio.gather(
        client.http.get_guild(server),
        client.http.get_all_guild_channels(server),
        client.http.get_member(server, client.user.id),
    )
    told: Any = {**about, "channels": channels, "members": [member]}
    return discord.Guild(data=told, state=client._connection)  # noqa: SLF001 - there is no other way


def _check_permissions(server: discord.Guild, policy: Policy) -> CheckResult:
    granted = server.me.guild_permissions
    missing = [key for key in REASONS if not getattr(granted, key)]
    needed = [key for key in missing if key in list_needed(policy)]
    if needed:
        wanted = ", ".join(f'"{name(key)}" {REASONS[key]}' for key in needed)
        return _warn(f"{server.name}: not allowed: {wanted}; use the link below to allow it")
    if missing:
        others = ", ".join(map(name, missing))
        says = f"{server.name}: everything is allowed that the policy needs; not allowed: {others}"
        return _say(says, is_fine=True)
    return _say(f"{server.name}: everything is allowed that may be needed", is_fine=True)


def _check_alert_channel(server: discord.Guild, chosen: Collection[str]) -> CheckResult:
    if channel := find_channel(server, chosen):
        return _say(f"{server.name}: alerts go to #{channel.name}", is_fine=True)
    meant = next(list_candidates(server, chosen), None)
    if meant is None:
        return _warn(f"{server.name}: no channel for alerts; {REMEDY}")
    lacking = " and ".join(f'"{name(key)}"' for key in find_lacking(meant))
    return _warn(
        f"{server.name}: alerts cannot be shown in #{meant.name}; give Parley's role {lacking} there, in "
        "Edit Channel > Permissions"
    )


def _look_for_lost(servers: Sequence[discord.Guild], chosen: Collection[str]) -> list[CheckResult]:
    """Channels that the policy names and that are in no server."""
    known = {str(channel.id) for server in servers for channel in server.text_channels}
    return [
        _warn(
            f"alerts names {channel}, which is no text channel of a server that Parley is in; copy its id "
            "again: right-click on it > Copy Channel ID"
        )
        for channel in sorted(chosen)
        if channel not in known
    ]


def _invite(application: int) -> CheckResult:
    says = "the link below invites it to a server, and allows it more in one where it is"
    return CheckResult(NAME, is_fine=None, says=says, address=make_invite(application))


def _fail(says: str) -> CheckResult:
    return CheckResult(NAME, is_fine=False, says=says)


def _warn(says: str) -> CheckResult:
    return CheckResult(NAME, is_fine=False, says=says, is_fatal=False)


def _say(says: str, *, is_fine: bool | None) -> CheckResult:
    return CheckResult(NAME, is_fine, says)
