"""Checks for `doctor`: what would keep the bot from working on Discord, found without starting it."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

import aiohttp
import discord

from bot.domain.policy import Policy
from bot.platforms.check_result import CheckResult
from bot.platforms.discord.gateway_surfaces import silence_voice
from bot.platforms.discord.inbound.converter import NAME
from bot.platforms.discord.outbound.alert_channel import (
    choose_alert_channel,
    list_unknown,
)
from bot.platforms.discord.permissions import (
    ALL_REASONS,
    INTENT_REMEDY,
    INVALID_TOKEN,
    PERMISSION_REASONS,
    invite_url,
    permission_name,
    required_permissions,
)
from bot.platforms.shared.unanswered import format_unanswered

_MAX_GUILDS = 100


async def run_checks(token: str, policy: Policy) -> list[CheckResult]:
    """Check the token, the intent, and what the policy needs in each guild; end with the invite link."""
    silence_voice()
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        try:
            await client.login(token)
            listed = await client.http.get_guilds(_MAX_GUILDS)
            guilds = await asyncio.gather(*(_fetch_guild(client, int(g["id"])) for g in listed))
        except discord.LoginFailure:
            return [_fail(f"the token is not valid; {INVALID_TOKEN.allowed}")]
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
            return [_fail(format_unanswered("Discord", error))]
        results = [
            result
            for guild in guilds
            for result in (
                _check_permissions(guild, policy),
                *await _check_alert_channel(guild, policy.alerts, guilds),
            )
        ]
        commands = await _check_commands(client)
        unknown = _check_configured_channels(guilds, policy.alerts)
        application = client.application
        assert application is not None  # as `login` has asked for it
    flags = application.flags
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        intent = _pass(f"the token is valid, {application.name} may read messages")
    else:
        intent = _fail(f"{application.name} may not read messages: {INTENT_REMEDY}")
    return [intent, *results, *unknown, *commands, _make_invite(application.id, policy)]


async def _check_commands(client: discord.Client) -> list[CheckResult]:
    """Warn where the bot was started before, and Discord has no command of it."""
    assert client.application_id is not None
    try:
        registered = await client.http.get_global_commands(client.application_id)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        return [
            _warn(f"Discord does not say which commands are registered ({type(error).__name__})")
        ]
    if any(command["name"] == "toxicity" for command in registered):
        return []
    detail = (
        "/toxicity is not registered yet: a start does that, and its log says so if Discord refuses"
    )
    return [CheckResult(NAME, is_ok=None, detail=detail)]


async def _fetch_guild(client: discord.Client, guild: int) -> discord.Guild:
    """Fetch a guild as the gateway would send it: with its channels, and the bot as a member."""
    assert client.user is not None
    payload: Any
    active: Any
    payload, channels, member, active = await asyncio.gather(
        client.http.get_guild(guild),
        client.http.get_all_guild_channels(guild),
        client.http.get_member(guild, client.user.id),
        client.http.get_active_threads(guild),
    )
    threads = active["threads"]
    payload = {**payload, "channels": channels, "members": [member], "threads": threads}
    return discord.Guild(data=payload, state=client._connection)  # noqa: SLF001 - there is no other way


def _check_permissions(guild: discord.Guild, policy: Policy) -> CheckResult:
    granted = guild.me.guild_permissions
    missing = [key for key in ALL_REASONS if not getattr(granted, key)]
    required = [key for key in missing if key in required_permissions(policy)]
    missing = [key for key in missing if key in PERMISSION_REASONS]
    if required:
        wanted = ", ".join(f'"{permission_name(key)}" {ALL_REASONS[key]}' for key in required)
        return _warn(f"{guild.name}: not allowed: {wanted}; use the link below to allow it")
    if missing:
        others = ", ".join(map(permission_name, missing))
        detail = f"{guild.name}: everything is allowed that the policy needs; not allowed: {others}"
        return _pass(detail)
    return _pass(f"{guild.name}: everything is allowed that may be needed")


async def _check_alert_channel(
    guild: discord.Guild, configured: Collection[str], guilds: Sequence[discord.Guild]
) -> list[CheckResult]:
    choice = await choose_alert_channel(guild, configured, guilds=guilds)
    if choice.channel is None:
        return [_warn(f"{guild.name}: {choice.outcome.reason}; {choice.outcome.remedy}")]
    shown = _pass(f"{guild.name}: alerts go to #{choice.channel.name}")
    return [shown, *([_warn(f"{guild.name}: {choice.warning}")] if choice.warning else [])]


def _check_configured_channels(
    guilds: Sequence[discord.Guild], configured: Collection[str]
) -> list[CheckResult]:
    """Warn of each channel that the policy names and that is in no guild."""
    return [
        _warn(
            f"alerts names {channel}, which is no text channel of a server that Parley is in; copy its id "
            "again: right-click on it > Copy Channel ID"
        )
        for channel in list_unknown(configured, guilds)
    ]


def _make_invite(application: int, policy: Policy) -> CheckResult:
    detail = "the link below invites it to a server, and allows it more in one where it is"
    return CheckResult(NAME, is_ok=None, detail=detail, address=invite_url(application, policy))


def _fail(detail: str) -> CheckResult:
    return CheckResult(NAME, is_ok=False, detail=detail)


def _warn(detail: str) -> CheckResult:
    return CheckResult(NAME, is_ok=False, detail=detail, is_fatal=False)


def _pass(detail: str) -> CheckResult:
    return CheckResult(NAME, is_ok=True, detail=detail)
