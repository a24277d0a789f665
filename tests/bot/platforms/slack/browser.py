"""A browser at the OAuth install link, and the workspaces that install the app by it."""

import re
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.connection.tokens import CLIENT, CLIENT_SECRET, SIGNING
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.platform import Slack
from tests.fakes.running import Running
from tests.fakes.slack import oauth
from tests.fakes.slack.http_delivery import SIGNING_SECRET, HttpDelivery
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON
from tests.fakes.waiting import Changes

OAUTH_TOKENS = {
    CLIENT: oauth.CLIENT_ID,
    CLIENT_SECRET: oauth.CLIENT_SECRET,
    SIGNING: SIGNING_SECRET,
}
"""Tokens of an app that many workspaces install."""

NORTH, SOUTH = "T0NORTH", "T0SOUTH"


class ObservedWorkspaces(Workspaces):
    """Workspaces whose changes a test can wait for."""

    def __init__(self, otherwise: Workspace) -> None:
        super().__init__(otherwise)
        self.changes = Changes()

    def add(self, workspace: Workspace) -> None:
        super().add(workspace)
        self.changes.notify()

    def remove(self, community: str) -> None:
        super().remove(community)
        self.changes.notify()


class InstallLink:
    """A browser at the install link of whoever Slack's events are delivered to."""

    def __init__(self, club: FakeSlack, session: ClientSession) -> None:
        assert isinstance(club.delivery, HttpDelivery)
        self.club = club
        self.session = session
        self.base_url = club.delivery.url.removesuffix("/slack/events")
        self.authorize_url = ""

    async def open_link(self) -> tuple[str, str]:
        """Open /slack/install; return the OAuth state, and the cookie that holds it."""
        async with self.session.get(f"{self.base_url}/slack/install") as page:
            found = re.search(r'href="(https://slack.com/oauth[^"]+)"', await page.text())
            assert found
            self.authorize_url = found[1].replace("&amp;", "&")
            ((name, cookie),) = SimpleCookie(page.headers["Set-Cookie"]).items()
            return parse_qs(urlsplit(self.authorize_url).query)["state"][
                0
            ], f"{name}={cookie.value}"

    async def return_with(self, *, code: str, state: str, cookie: str) -> int:
        """Open the redirect URL with a code, as Slack redirects to it; return the HTTP status."""
        url = f"{self.base_url}/slack/oauth_redirect"
        query = {"code": code, "state": state}
        async with self.session.get(url, params=query, headers={"Cookie": cookie}) as page:
            return page.status

    async def install(self, team: str, *, by: JSON) -> int:
        """Install the app in a workspace as a user; return the HTTP status."""
        state, cookie = await self.open_link()
        code = self.club.oauth.allow(team, by=by)
        return await self.return_with(code=code, state=state, cookie=cookie)


class Browser(InstallLink):
    """Browser on the pages that a bot serves."""

    def __init__(self, club: FakeSlack, session: ClientSession, bot: Running[Slack]) -> None:
        super().__init__(club, session)
        self.bot = bot

    def admin_token(self, team: str) -> str | None:
        """Return the token that deletes in a workspace, "" without one, None where the bot is not."""
        workspace = self.bot.platform._workspaces.find(team)
        if workspace is None:
            return None
        return workspace.admin.token if workspace.admin else ""

    async def wait_for_admin_token(self, team: str, token: str | None) -> None:
        """Wait until `admin_token` is this."""
        workspaces = self.bot.platform._workspaces
        assert isinstance(workspaces, ObservedWorkspaces)
        await workspaces.changes.until(lambda: self.admin_token(team) == token)


async def dump_installations(engine: AsyncEngine) -> str:
    """Return all stored rows of installations as one text."""
    async with engine.connect() as connection:
        tables = ("slack_bots", "slack_installations")
        rows = [(await connection.execute(text(f"SELECT * FROM {name}"))).all() for name in tables]  # noqa: S608
    return str([row for table in rows for row in table])
