"""Whoever follows the link by which workspaces install the app."""

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
from tests.fakes.slack import grants
from tests.fakes.slack.calls import SIGNING_SECRET, Calls
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON
from tests.fakes.waiting import Changes

OF_AN_APP = {
    CLIENT: grants.CLIENT_ID,
    CLIENT_SECRET: grants.CLIENT_SECRET,
    SIGNING: SIGNING_SECRET,
}
"""The tokens of an app that many workspaces install."""

NORTH, SOUTH = "T0NORTH", "T0SOUTH"


class WatchedWorkspaces(Workspaces):
    """Tells of those that come and go."""

    def __init__(self, otherwise: Workspace) -> None:
        super().__init__(otherwise)
        self.changes = Changes()

    def add(self, workspace: Workspace) -> None:
        super().add(workspace)
        self.changes.tell()

    def remove(self, community: str) -> None:
        super().remove(community)
        self.changes.tell()


class Browser:
    """Opens what a bot serves."""

    def __init__(self, club: FakeSlack, session: ClientSession, bot: Running[Slack]) -> None:
        assert isinstance(club.carrier, Calls)
        self.bot = bot
        self.club = club
        self.session = session
        self.address = club.carrier.address.removesuffix("/slack/events")
        self.link = ""

    async def follow(self) -> tuple[str, str]:
        """Open /slack/install; returns the state, and the cookie that keeps it."""
        async with self.session.get(f"{self.address}/slack/install") as page:
            found = re.search(r'href="(https://slack.com/oauth[^"]+)"', await page.text())
            assert found
            self.link = found[1].replace("&amp;", "&")
            ((name, kept),) = SimpleCookie(page.headers["Set-Cookie"]).items()
            return parse_qs(urlsplit(self.link).query)["state"][0], f"{name}={kept.value}"

    async def come_back(self, *, code: str, state: str, cookie: str) -> int:
        """As Slack sends them back; returns the status."""
        back = f"{self.address}/slack/oauth_redirect"
        query = {"code": code, "state": state}
        async with self.session.get(back, params=query, headers={"Cookie": cookie}) as page:
            return page.status

    async def install(self, team: str, *, by: JSON) -> int:
        """From the link to the end."""
        state, cookie = await self.follow()
        code = self.club.grants.allow(team, by=by)
        return await self.come_back(code=code, state=state, cookie=cookie)

    def find_admin(self, team: str) -> str | None:
        """Whose token deletes there, "" if nobody's does; None where the bot is not."""
        workspace = self.bot.platform._workspaces.find(team)
        if workspace is None:
            return None
        return workspace.admin.token if workspace.admin else ""

    async def until_admin(self, team: str, token: str | None) -> None:
        """Wait until this is what `find_admin` finds."""
        workspaces = self.bot.platform._workspaces
        assert isinstance(workspaces, WatchedWorkspaces)
        await workspaces.changes.until(lambda: self.find_admin(team) == token)


async def tokens_in(engine: AsyncEngine) -> str:
    """All that is kept of installations."""
    async with engine.connect() as connection:
        tables = ("slack_bots", "slack_installations")
        rows = [(await connection.execute(text(f"SELECT * FROM {name}"))).all() for name in tables]  # noqa: S608
    return str([row for table in rows for row in table])
