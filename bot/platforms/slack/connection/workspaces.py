"""Workspaces that the bot is signed in to, each with its Web API clients."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms.shared.unanswered import NETWORK_REMEDY
from bot.platforms.slack.connection.api_errors import (
    CALL_ERRORS,
    error_code,
    error_name,
    is_transient,
    report_bad_token,
)
from bot.platforms.slack.connection.paced_client import PacedClient
from bot.platforms.slack.connection.request_pace import RequestPace, WorkspacePace
from bot.platforms.slack.connection.scopes import BOT_SCOPE_REASONS, granted_scopes
from bot.platforms.slack.connection.silence_logging import silence_logging
from bot.platforms.slack.connection.token_health import TokenHealth
from bot.platforms.slack.connection.token_watch import ReportToken, WatchedClient
from bot.platforms.slack.connection.tokens import BOT, USER

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

T = TypeVar("T")

_RETRY_AFTER = 15.0
"""Seconds until Slack is asked again what it did not answer."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace that the bot is signed in to: its ids there, and its clients.

    `web` calls as the bot. `admin` calls as the administrator whose token the owner has set, None
    without one: nobody else may delete a member's message.
    """

    id: str
    url: str
    """Its web page: "https://club.slack.com/"."""
    bot_user_id: str
    bot_id: str
    """Slack has two ids for a bot: as a user of the workspace, and as an author of messages."""
    web: AsyncWebClient
    admin: AsyncWebClient | None


class Workspaces:
    """Registry of workspaces by id; `fallback` stands for every unknown one."""

    def __init__(self, fallback: Workspace) -> None:
        self._known: dict[str, Workspace] = {}
        self._fallback = fallback
        self._added: asyncio.Queue[Workspace] = asyncio.Queue()

    def resolve(self, community: str) -> Workspace:
        """Return the workspace of a message or a request, or the fallback."""
        return self._known.get(community, self._fallback)

    def all(self) -> list[Workspace]:
        """Return every workspace."""
        return list(self._known.values())

    def find(self, community: str) -> Workspace | None:
        """Return the workspace of this id, None if the bot is not signed in to it."""
        return self._known.get(community)

    def add(self, workspace: Workspace) -> None:
        """Add a workspace, or replace it where its tokens have changed."""
        self._known[workspace.id] = workspace
        self._added.put_nowait(workspace)

    def remove(self, community: str) -> None:
        """Remove a workspace, if it is there."""
        self._known.pop(community, None)

    async def next_added(self) -> Workspace:
        """Wait for an added workspace that has not been returned yet."""
        return await self._added.get()


def make_client(
    token: str,
    session: aiohttp.ClientSession,
    report: ReportToken | None = None,
    *,
    pace: WorkspacePace | None = None,
) -> AsyncWebClient:
    """Build a client that retries once after a broken connection or a rate limit, and keeps to a pace.

    `report` is told where Slack refuses the token, for one that the bot lives by.
    """
    options: dict[str, Any] = {
        "base_url": AsyncWebClient.BASE_URL,
        "session": session,
        "logger": silence_logging(),
        "pace": pace,
    }
    if report is None:
        return PacedClient(token, **options)
    return WatchedClient(token, **options, report=report)


async def sign_in(
    tokens: Mapping[str, str],
    session: aiohttp.ClientSession,
    health: TokenHealth,
    *,
    pace: RequestPace,
) -> Workspaces:
    """Sign in to the workspace of the tokens, however long Slack takes to say whose they are.

    Raises:
        SettingsError: a token is not valid.
        SlackApiError: any other error that does not pass by itself.
    """
    auth = {}
    for name in (BOT, USER):
        if name in tokens:
            with report_bad_token(name):
                auth[name] = await ask_until_answered(make_client(tokens[name], session).auth_test)
    bot = auth[BOT]
    own_pace = WorkspacePace(pace, bot["team_id"])
    web = make_client(tokens[BOT], session, health.make_report(bot["url"]), pace=own_pace)
    health.note_scopes(bot["url"], BOT_SCOPE_REASONS.keys() - granted_scopes(bot))
    admin = make_client(tokens[USER], session, pace=own_pace) if USER in tokens else None
    workspace = make_workspace(bot, web=web, admin=admin)
    workspaces = Workspaces(workspace)
    workspaces.add(workspace)
    return workspaces


async def ask_until_answered(ask: Callable[[], Awaitable[T]]) -> T:
    """Call a method again until Slack answers, or refuses it for a reason that does not pass.

    Raises:
        SlackApiError: it is refused.
    """
    while True:
        try:
            return await ask()
        except CALL_ERRORS as error:
            if isinstance(error, SlackApiError) and not is_transient(error_code(error)):
                raise
            log.warning(
                "no answer from Slack",
                error=error_name(error),
                again_in=_RETRY_AFTER,
                remedy=f"{NETWORK_REMEDY}; Parley goes on by itself",
            )
        await asyncio.sleep(_RETRY_AFTER)


def make_unknown_workspace(session: aiohttp.ClientSession) -> Workspace:
    """Build the stand-in for workspaces without a token: Slack refuses all of its calls."""
    return Workspace("", "https://slack.com/", "", "", web=make_client("", session), admin=None)


def make_workspace(
    auth: AsyncSlackResponse, *, web: AsyncWebClient, admin: AsyncWebClient | None
) -> Workspace:
    """Build the workspace of a bot's token from the response of `auth.test`."""
    return Workspace(
        id=auth["team_id"],
        url=auth["url"],
        bot_user_id=auth["user_id"],
        bot_id=auth["bot_id"],
        web=web,
        admin=admin,
    )
