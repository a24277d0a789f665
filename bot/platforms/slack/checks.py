"""What would keep the bot from working on Slack, found without starting it."""

from collections.abc import Awaitable, Collection, Iterator, Mapping
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.config.errors import SettingsError
from bot.domain.policy import Policy
from bot.platforms.check_result import CheckResult
from bot.platforms.slack.connection.api_errors import blaming, read_error
from bot.platforms.slack.connection.scopes import REASONS, USER_REASONS, read_scopes
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
from bot.platforms.slack.inbound.channels import list_own
from bot.platforms.slack.inbound.converter import NAME
from bot.platforms.slack.inbound.users import is_administrator
from bot.platforms.slack.outbound.alert_sender import REMEDY, choose_channel

_PATIENCE = aiohttp.ClientTimeout(total=15)

_NO_USER = (
    f"{USER} is not set: what members wrote cannot be deleted, they are warned instead; deploy/slack.md "
    "says how to get one"
)

_CALLED = CheckResult(
    NAME, None, f"{SIGNING}: only Slack's first call shows if it is right; it is refused if not"
)

_INSTALLED = f"{CLIENT} and {CLIENT_SECRET} are right; the log of a start names each workspace whose token is not, or lacks a scope"

_BAD_CLIENT = ("bad_client_secret", "invalid_client_id")
"""What Slack says of who asks before it looks at what is asked."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """Who calls with a token: what Slack says of them, and what they may do."""

    said: AsyncSlackResponse
    scopes: frozenset[str]


async def run_checks(tokens: Mapping[str, str], policy: Policy) -> list[CheckResult]:
    """Look at each token, at its scopes, at whose it is, and at where alerts will go."""
    async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
        try:
            way = choose_mode(tokens)
        except SettingsError as error:
            return [_fail(str(mistake)) for mistake in error.issues]
        looks = _choose_checks(way, tokens, chosen=policy.alerts, session=session)
        found = [finding for look in looks for finding in await _run_guarded(look)]
        return [*found, *([] if way is ConnectionMode.SOCKET else [_CALLED])]


def _choose_checks(
    way: ConnectionMode,
    tokens: Mapping[str, str],
    *,
    chosen: Collection[str],
    session: aiohttp.ClientSession,
) -> Iterator[Awaitable[list[CheckResult]]]:
    if way is ConnectionMode.MANY:
        yield _check_oauth_client(make_client("", session), tokens)
        return
    clients = {name: make_client(tokens[name], session) for name in way.value if name in tokens}
    yield _check_bot_token(clients[BOT], chosen)
    if way is ConnectionMode.SOCKET:
        yield _check_app_token(clients[APP])
    yield _check_user_token(clients)


async def _run_guarded(look: Awaitable[list[CheckResult]]) -> list[CheckResult]:
    """What was found; of a token that is no good, or where nobody answers, that."""
    try:
        return await look
    except SettingsError as error:
        return [_fail(str(error))]
    except SlackApiError as error:
        return [_fail(f"Slack answers {read_error(error) or 'what cannot be read'}; try later")]
    except (aiohttp.ClientError, TimeoutError) as error:
        return [_fail(f"no answer from Slack ({type(error).__name__})")]


async def _check_bot_token(client: AsyncWebClient, chosen: Collection[str]) -> list[CheckResult]:
    """The bot's token, and where alerts will go, as far as it may ask."""
    bot = await _ask_who(BOT, client)
    workspace = make_workspace(bot.said, web=client, admin=None)
    who = f"{BOT}: {bot.said['user']} in {bot.said['team']}, {workspace.address}"
    found = [_say(who), *_check_scopes(BOT, bot, REASONS)]
    if not {"channels:read", "groups:read"} <= bot.scopes:
        return found
    own = await list_own(workspace, "public_channel", "private_channel")
    channel = choose_channel(own, chosen)
    found += [
        _fail(f'alerts names {name}, where Parley is not: write "/invite @Parley" in that channel')
        for name in sorted(set(chosen) - {c["id"] for c in own})
    ]
    if channel is None:
        return [*found, _fail(f"no channel for alerts; {REMEDY}")]
    name = next(c["name"] for c in own if c["id"] == channel)
    return [*found, _say(f"alerts go to #{name}")]


async def _check_app_token(client: AsyncWebClient) -> list[CheckResult]:
    """The app's token, by asking for the address of a connection, which is not made."""
    with blaming(APP):
        await client.apps_connections_open(app_token=client.token or "")
    return [_say(f"{APP}: may open connections")]


async def _check_oauth_client(
    client: AsyncWebClient, tokens: Mapping[str, str]
) -> list[CheckResult]:
    """The app's own name and secret, by a code that nobody was given."""
    try:
        await client.oauth_v2_access(
            client_id=tokens[CLIENT], client_secret=tokens[CLIENT_SECRET], code="doctor"
        )
    except SlackApiError as error:
        if read_error(error) in _BAD_CLIENT:
            where = f"copy both again, from Basic Information at {APPS_PAGE}"
            return [_fail(f"{CLIENT}, {CLIENT_SECRET}: Slack says {read_error(error)}; {where}")]
        if read_error(error) != "invalid_code":
            raise
    return [_say(_INSTALLED)]


async def _check_user_token(clients: Mapping[str, AsyncWebClient]) -> list[CheckResult]:
    """The administrator's token: there, of this workspace, of an administrator, and allowed to write."""
    if USER not in clients:
        return [CheckResult(NAME, is_fine=False, says=_NO_USER, is_fatal=False)]
    user = await _ask_who(USER, clients[USER])
    found = _check_scopes(USER, user, USER_REASONS)
    bot = await _ask_who(BOT, clients[BOT])
    if bot.said["team_id"] != user.said["team_id"]:
        remedy = f"install the app in {bot.said['team']}, and copy the token from there"
        return [*found, _fail(f"{USER} is of another workspace, {user.said['team']}: {remedy}")]
    if "users:read" not in bot.scopes:
        return found
    told = await clients[BOT].users_info(user=user.said["user_id"])
    name = user.said["user"]
    if not is_administrator(told["user"]):
        remedy = "an owner or administrator must install the app, and copy their token"
        return [*found, _fail(f"{USER} is of {name}, who may delete nothing of others: {remedy}")]
    return [*found, _say(f"{USER}: deletes as {name}, who is an administrator")]


async def _ask_who(token: str, client: AsyncWebClient) -> _Owner:
    with blaming(token):
        said = await client.auth_test()
    return _Owner(said, read_scopes(said))


def _check_scopes(token: str, owner: _Owner, reasons: Mapping[str, str]) -> list[CheckResult]:
    remedy = f"add it under OAuth & Permissions at {APPS_PAGE}, and install the app again"
    return [
        _fail(f"{token} lacks the scope {scope} ({reason}): {remedy}")
        for scope, reason in reasons.items()
        if scope not in owner.scopes
    ]


def _fail(says: str) -> CheckResult:
    return CheckResult(NAME, is_fine=False, says=says)


def _say(says: str) -> CheckResult:
    return CheckResult(NAME, is_fine=True, says=says)
