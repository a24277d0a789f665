"""Doctor checks of Slack: tokens, scopes, the administrator and the alert channel, without a start."""

from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.config.errors import SettingsError
from bot.domain.policy import Policy
from bot.platforms.check_result import CheckResult
from bot.platforms.shared.unanswered import format_unanswered
from bot.platforms.slack.connection.administrators import is_administrator
from bot.platforms.slack.connection.api_errors import error_code, report_bad_token
from bot.platforms.slack.connection.scopes import (
    USER_SCOPE_REASONS,
    granted_scopes,
    scope_reasons,
)
from bot.platforms.slack.connection.tokens import (
    APP,
    APPS_PAGE,
    BOT,
    CLIENT,
    CLIENT_SECRET,
    SIGNING,
    USER,
    ConnectionMode,
    choose_mode,
)
from bot.platforms.slack.connection.workspaces import make_client, make_workspace
from bot.platforms.slack.inbound.channels import list_joined
from bot.platforms.slack.inbound.converter import NAME
from bot.platforms.slack.outbound.alert_channel import choose_alert_channel

_TIMEOUT = aiohttp.ClientTimeout(total=15)

_NO_USER_TOKEN = (
    f"{USER} is not set: what members wrote cannot be deleted, they are warned instead; deploy/slack.md "
    "says how to get one"
)

_SIGNING_NOTE = CheckResult(
    NAME, None, f"{SIGNING}: only Slack's first call shows if it is right; it is refused if not"
)

_OAUTH_NOTE = f"{CLIENT} and {CLIENT_SECRET} are right; the log of a start names each workspace whose token is not, or lacks a scope"

_CLIENT_ERRORS = ("bad_client_secret", "invalid_client_id")
"""Error codes about the app's client id and secret, which Slack checks before the code."""


@dataclass(frozen=True, slots=True)
class _TokenOwner:
    """Owner of a token: the response of `auth.test`, and the token's scopes."""

    auth: AsyncSlackResponse
    scopes: frozenset[str]


async def run_checks(tokens: Mapping[str, str], policy: Policy) -> list[CheckResult]:
    """Check each token, its scopes and its owner, and find the alert channel."""
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        try:
            mode = choose_mode(tokens)
        except SettingsError as error:
            return [_fail(str(issue)) for issue in error.issues]
        checks = _choose_checks(mode, tokens, policy=policy, session=session)
        results = [result for check in checks for result in await _run_check(check)]
        results = list(dict.fromkeys(results))  # each token's check fails alike without a network
        return [*results, *([] if mode is ConnectionMode.SOCKET else [_SIGNING_NOTE])]


def _choose_checks(
    mode: ConnectionMode,
    tokens: Mapping[str, str],
    *,
    policy: Policy,
    session: aiohttp.ClientSession,
) -> Iterator[Awaitable[list[CheckResult]]]:
    if mode is ConnectionMode.OAUTH:
        yield _check_oauth_client(make_client("", session), tokens)
        return
    clients = {name: make_client(tokens[name], session) for name in mode.value if name in tokens}
    yield _check_bot_token(clients[BOT], policy)
    if mode is ConnectionMode.SOCKET:
        yield _check_app_token(clients[APP])
    yield _check_user_token(clients)


async def _run_check(check: Awaitable[list[CheckResult]]) -> list[CheckResult]:
    """Run a check; an invalid token and a failed call are results, too."""
    try:
        return await check
    except SettingsError as error:
        return [_fail(str(error))]
    except SlackApiError as error:
        return [_fail(f"Slack answers {error_code(error) or 'what cannot be read'}; try later")]
    except (aiohttp.ClientError, TimeoutError) as error:
        return [_fail(format_unanswered("Slack", error))]


async def _check_bot_token(client: AsyncWebClient, policy: Policy) -> list[CheckResult]:
    """Check the bot's token, and the alert channel as far as its scopes allow."""
    configured = policy.alerts
    bot = await _identify(BOT, client)
    workspace = make_workspace(bot.auth, web=client, admin=None)
    identity = f"{BOT}: {bot.auth['user']} in {bot.auth['team']}, {workspace.url}"
    results = [_pass(identity), *_check_scopes(BOT, bot, scope_reasons(policy.surfaces))]
    if not {"channels:read", "groups:read", "users:read"} <= bot.scopes:
        return results
    joined = await list_joined(workspace, "public_channel", "private_channel")
    results += [
        _fail(f'alerts names {name}, where Parley is not: write "/invite @Parley" in that channel')
        for name in sorted(set(configured) - {c["id"] for c in joined})
    ]
    choice = await choose_alert_channel(workspace, configured, is_only=True)
    if choice.channel is None:
        if not configured:
            results.append(_fail(f"no channel for alerts; {choice.outcome.remedy}"))
        return results
    warned = CheckResult(NAME, is_ok=False, detail=choice.warning, is_fatal=False)
    return [*results, _pass(f"alerts go to #{choice.name}"), *([warned] if choice.warning else [])]


async def _check_app_token(client: AsyncWebClient) -> list[CheckResult]:
    """Check the app-level token, by requesting a websocket URL that is not used."""
    with report_bad_token(APP):
        await client.apps_connections_open(app_token=client.token or "")
    return [_pass(f"{APP}: may open connections")]


async def _check_oauth_client(
    client: AsyncWebClient, tokens: Mapping[str, str]
) -> list[CheckResult]:
    """Check the app's client id and secret, by redeeming a made-up code."""
    try:
        await client.oauth_v2_access(
            client_id=tokens[CLIENT], client_secret=tokens[CLIENT_SECRET], code="doctor"
        )
    except SlackApiError as error:
        if error_code(error) in _CLIENT_ERRORS:
            remedy = f"copy both again, from Basic Information at {APPS_PAGE}"
            return [_fail(f"{CLIENT}, {CLIENT_SECRET}: Slack says {error_code(error)}; {remedy}")]
        if error_code(error) != "invalid_code":
            raise
    return [_pass(_OAUTH_NOTE)]


async def _check_user_token(clients: Mapping[str, AsyncWebClient]) -> list[CheckResult]:
    """Check the administrator's token: set, of this workspace, of an administrator, allowed to write."""
    if USER not in clients:
        return [CheckResult(NAME, is_ok=False, detail=_NO_USER_TOKEN, is_fatal=False)]
    user = await _identify(USER, clients[USER])
    results = _check_scopes(USER, user, USER_SCOPE_REASONS)
    bot = await _identify(BOT, clients[BOT])
    if bot.auth["team_id"] != user.auth["team_id"]:
        remedy = f"install the app in {bot.auth['team']}, and copy the token from there"
        return [*results, _fail(f"{USER} is of another workspace, {user.auth['team']}: {remedy}")]
    if "users:read" not in bot.scopes:
        return results
    response = await clients[BOT].users_info(user=user.auth["user_id"])
    name = user.auth["user"]
    if not is_administrator(response["user"], bot.auth["team_id"]):
        remedy = "an owner or administrator must install the app, and copy their token"
        return [*results, _fail(f"{USER} is of {name}, who may delete nothing of others: {remedy}")]
    return [*results, _pass(f"{USER}: deletes as {name}, who is an administrator")]


async def _identify(token: str, client: AsyncWebClient) -> _TokenOwner:
    with report_bad_token(token):
        auth = await client.auth_test()
    return _TokenOwner(auth, granted_scopes(auth))


def _check_scopes(token: str, owner: _TokenOwner, reasons: Mapping[str, str]) -> list[CheckResult]:
    remedy = f"add it under OAuth & Permissions at {APPS_PAGE}, and install the app again"
    return [
        _fail(f"{token} lacks the scope {scope} ({reason}): {remedy}")
        for scope, reason in reasons.items()
        if scope not in owner.scopes
    ]


def _fail(detail: str) -> CheckResult:
    return CheckResult(NAME, is_ok=False, detail=detail)


def _pass(detail: str) -> CheckResult:
    return CheckResult(NAME, is_ok=True, detail=detail)
