"""Workspaces that the bot is signed in to, each with its Web API clients."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms.slack.connection.api_errors import report_bad_token
from bot.platforms.slack.connection.silence_logging import silence_logging
from bot.platforms.slack.connection.tokens import BOT, USER


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


def make_client(token: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Build a client that retries once after a broken connection or a rate limit."""
    return AsyncWebClient(
        token,
        base_url=AsyncWebClient.BASE_URL,
        session=session,
        logger=silence_logging(),
        retry_handlers=[AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler()],
    )


async def sign_in(tokens: Mapping[str, str], session: aiohttp.ClientSession) -> Workspaces:
    """Sign in to the workspace of the tokens.

    Raises:
        SettingsError: a token is not valid.
        SlackApiError: any other error; it may pass in a minute.
    """
    clients = {name: make_client(tokens[name], session) for name in (BOT, USER) if name in tokens}
    auth = {}
    for name, client in clients.items():
        with report_bad_token(name):
            auth[name] = await client.auth_test()
    workspace = make_workspace(auth[BOT], web=clients[BOT], admin=clients.get(USER))
    workspaces = Workspaces(workspace)
    workspaces.add(workspace)
    return workspaces


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
