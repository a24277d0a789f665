"""The workspaces that the bot is in, and the clients by which it acts in each."""

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

from bot.platforms.slack.connection.api_errors import blaming
from bot.platforms.slack.connection.silence_logging import silence_logging
from bot.platforms.slack.connection.tokens import BOT, USER


@dataclass(frozen=True, slots=True)
class Workspace:
    """One, as the bot is in it: its own ids, and who acts.

    `web` calls as the bot. `admin` calls as the administrator whose token the owner has set, None
    without one: nobody else may delete what a member wrote.
    """

    id: str
    address: str
    """Where people see it: "https://club.slack.com/"."""
    bot_user: str
    bot: str
    """Slack has two ids for a bot: as a person in the workspace, and as an author of messages."""
    web: AsyncWebClient
    admin: AsyncWebClient | None


class Workspaces:
    """Those that can be acted in. `otherwise` stands for any that is not among them."""

    def __init__(self, otherwise: Workspace) -> None:
        self._known: dict[str, Workspace] = {}
        self._otherwise = otherwise
        self._arrivals: asyncio.Queue[Workspace] = asyncio.Queue()

    def of(self, community: str) -> Workspace:
        """The workspace of a message or a request."""
        return self._known.get(community, self._otherwise)

    def all(self) -> list[Workspace]:
        """Every one there is."""
        return list(self._known.values())

    def find(self, community: str) -> Workspace | None:
        """The one of this id, None if it cannot be acted in."""
        return self._known.get(community)

    def add(self, workspace: Workspace) -> None:
        """From now on this one, too; again, if its tokens have changed."""
        self._known[workspace.id] = workspace
        self._arrivals.put_nowait(workspace)

    def remove(self, community: str) -> None:
        """From now on without it, if it was there."""
        self._known.pop(community, None)

    async def next_arrival(self) -> Workspace:
        """Wait for the next that was added, and that nobody has waited for."""
        return await self._arrivals.get()


def make_client(token: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client that tries again where the connection broke, and where Slack asks it to wait."""
    return AsyncWebClient(
        token,
        base_url=AsyncWebClient.BASE_URL,
        session=session,
        logger=silence_logging(),
        retry_handlers=[AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler()],
    )


async def sign_in(tokens: Mapping[str, str], session: aiohttp.ClientSession) -> Workspaces:
    """The workspace that the tokens are of, once Slack has said so.

    Raises:
        SettingsError: a token is not valid.
        SlackApiError: something else is wrong: it may be well in a minute.
    """
    clients = {name: make_client(tokens[name], session) for name in (BOT, USER) if name in tokens}
    said = {}
    for name, client in clients.items():
        with blaming(name):
            said[name] = await client.auth_test()
    only = make_workspace(said[BOT], web=clients[BOT], admin=clients.get(USER))
    workspaces = Workspaces(only)
    workspaces.add(only)
    return workspaces


def make_nowhere(session: aiohttp.ClientSession) -> Workspace:
    """In the place of a workspace that there is no token for: Slack refuses whatever is called."""
    return Workspace("", "https://slack.com/", "", "", web=make_client("", session), admin=None)


def make_workspace(
    said: AsyncSlackResponse, *, web: AsyncWebClient, admin: AsyncWebClient | None
) -> Workspace:
    """The one that a bot's token is of, by what `auth.test` says of it."""
    return Workspace(
        id=said["team_id"],
        address=said["url"],
        bot_user=said["user_id"],
        bot=said["bot_id"],
        web=web,
        admin=admin,
    )
