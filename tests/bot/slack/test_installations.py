"""Many workspaces, which install the app by a link."""

import re
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.examination import examine
from bot.platforms.slack.scopes import REASONS, USER_REASONS
from bot.platforms.slack.tokens import CLIENT, CLIENT_SECRET, SIGNING
from bot.policy import Policy
from bot.store.cases import Cases
from tests.bot.conftest import Capture
from tests.bot.slack.conftest import Running, StartBot
from tests.bot.slack.ears import until
from tests.fakes.slack import grants
from tests.fakes.slack.calls import SIGNING_SECRET, Calls
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON

TOKENS = {
    CLIENT: grants.CLIENT_ID,
    CLIENT_SECRET: grants.CLIENT_SECRET,
    SIGNING: SIGNING_SECRET,
}
NORTH, SOUTH = "T0NORTH", "T0SOUTH"


class Browser:
    """Whoever follows the link that a bot serves."""

    def __init__(self, club: FakeSlack, session: ClientSession, bot: Running) -> None:
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

    def find_admin(self, team: str) -> str | None:
        """Whose token deletes there, "" if nobody's does; None where the bot is not."""
        workspace = self.bot.platform._workspaces.find(team)
        if workspace is None:
            return None
        return workspace.admin.token if workspace.admin else ""

    async def install(self, team: str, *, by: JSON) -> int:
        """From the link to the end."""
        state, cookie = await self.follow()
        code = self.club.grants.allow(team, by=by)
        return await self.come_back(code=code, state=state, cookie=cookie)


@pytest.fixture
async def browser(club: FakeSlack, start_called: StartBot) -> AsyncIterator[Browser]:
    bot = await start_called(TOKENS)
    async with ClientSession() as session:
        yield Browser(club, session, bot)


async def say(club: FakeSlack, words: str, *, team: str) -> JSON:
    """Somebody writes in a workspace."""
    message = club.world.add_message(words)
    await club.bring_event(club.make_event(message), team=team)
    return message


async def tokens_in(engine: AsyncEngine) -> str:
    """All that is kept of installations."""
    async with engine.connect() as connection:
        tables = ("slack_bots", "slack_installations")
        rows = [(await connection.execute(text(f"SELECT * FROM {name}"))).all() for name in tables]  # noqa: S608
    return str([row for table in rows for row in table])


async def test_the_link_asks_for_what_the_manifest_asks_for(browser: Browser) -> None:
    await browser.follow()
    asked = parse_qs(urlsplit(browser.link).query)
    assert asked["client_id"] == [grants.CLIENT_ID]
    assert asked["scope"] == [",".join(REASONS)]
    assert asked["user_scope"] == [",".join(USER_REASONS)]


async def test_a_workspace_that_installs_it_is_moderated_with_its_own_tokens_and_cases(
    club: FakeSlack, browser: Browser, cases: Cases
) -> None:
    assert await browser.install(NORTH, by=club.world.olga) == 200
    assert await browser.install(SOUTH, by=club.world.mona) == 200
    for number, (team, admin) in enumerate(
        ((NORTH, club.world.olga), (SOUTH, club.world.mona)), start=1
    ):
        said = await say(club, "you buffoon", team=team)
        deleted = await club.call("chat.delete", ts=said["ts"])
        assert deleted.token == f"xoxp-in-{team}-of-{admin['id']}"
        await club.alert(number=number)
        assert club.calls("chat.postMessage")[-1].token == f"xoxb-in-{team}"
        case = await cases.find(number)
        assert case
        assert case.message.community == team


async def test_what_moderators_set_in_one_workspace_does_not_hold_in_another(
    club: FakeSlack, browser: Browser
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    club.world.team = NORTH
    asked = await club.interactions.command("mode shadow", by=club.world.mona)
    await asked.reply()
    here = await say(club, "you buffoon", team=NORTH)
    there = await say(club, "you buffoon", team=SOUTH)
    await club.call("chat.delete", ts=there["ts"])
    assert club.calls("chat.delete", ts=here["ts"]) == []


async def test_where_it_was_not_installed_nothing_is_heard(
    club: FakeSlack, browser: Browser, cases: Cases
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await say(club, "you buffoon", team=SOUTH)
    await say(club, "you buffoon", team=NORTH)
    await club.alert()
    assert await cases.find(2) is None
    case = await cases.find(1)
    assert case
    assert case.message.community == NORTH


async def test_who_comes_back_without_having_followed_the_link_installs_nothing(
    club: FakeSlack, browser: Browser, engine: AsyncEngine
) -> None:
    state, _ = await browser.follow()
    code = club.grants.allow(NORTH, by=club.world.olga)
    name = "slack-app-oauth-state"
    assert await browser.come_back(code=code, state=state, cookie="") == 400
    assert await browser.come_back(code=code, state=state, cookie=f"{name}=another") == 400
    assert await browser.come_back(code=code, state="made-up", cookie=f"{name}=made-up") == 401
    assert await tokens_in(engine) == "[]"
    assert club.calls("oauth.v2.access") == []


async def test_a_state_is_good_once(club: FakeSlack, browser: Browser) -> None:
    state, cookie = await browser.follow()
    codes = [club.grants.allow(NORTH, by=club.world.olga) for _ in range(2)]
    seen = [await browser.come_back(code=code, state=state, cookie=cookie) for code in codes]
    assert seen == [200, 401]


async def test_a_code_that_slack_does_not_know_installs_nothing(
    browser: Browser, engine: AsyncEngine
) -> None:
    state, cookie = await browser.follow()
    assert await browser.come_back(code="made-up", state=state, cookie=cookie) == 401
    assert await tokens_in(engine) == "[]"


async def test_who_followed_the_link_and_did_not_come_back_is_forgotten(
    browser: Browser, start_called: StartBot, engine: AsyncEngine
) -> None:
    for expire_at in ("2026-01-01 00:00:00.000000", None):
        await browser.follow()
        if expire_at:
            async with engine.begin() as connection:
                when = {"at": expire_at}
                await connection.execute(text("UPDATE slack_oauth_states SET expire_at=:at"), when)
    await browser.bot.stop()
    await start_called(TOKENS)
    async with engine.connect() as connection:
        left = await connection.scalar(text("SELECT count(*) FROM slack_oauth_states"))
    assert left == 1


async def test_after_a_restart_the_workspaces_are_still_moderated(
    club: FakeSlack, browser: Browser, start_called: StartBot
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await browser.bot.stop()
    await start_called(TOKENS)
    said = await say(club, "you buffoon", team=NORTH)
    await club.call("chat.delete", ts=said["ts"])


async def test_where_no_administrator_has_installed_it_members_are_warned_and_the_alert_says_so(
    club: FakeSlack, browser: Browser
) -> None:
    await browser.install(NORTH, by=club.world.kim)
    await say(club, "you buffoon", team=NORTH)
    shown = str(await club.alert())
    assert "Case 1: warned" in shown
    assert "only an administrator may delete" in shown
    await browser.install(NORTH, by=club.world.olga)
    said = await say(club, "you old buffoon", team=NORTH)
    await club.call("chat.delete", ts=said["ts"])


async def test_a_workspace_that_removes_the_app_is_forgotten_and_no_other(
    club: FakeSlack, browser: Browser, engine: AsyncEngine
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    await club.bring_event({"type": "app_uninstalled"}, team=NORTH)
    await until(lambda: browser.find_admin(NORTH) is None)
    gone = await say(club, "you buffoon", team=NORTH)
    said = await say(club, "you buffoon", team=SOUTH)
    await club.call("chat.delete", ts=said["ts"])
    assert club.calls("chat.delete", ts=gone["ts"]) == []
    kept = await tokens_in(engine)
    assert NORTH not in kept
    assert SOUTH in kept


async def test_an_administrator_who_takes_their_token_back_deletes_no_more(
    club: FakeSlack, browser: Browser, engine: AsyncEngine
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await browser.install(NORTH, by=club.world.mona)
    mona, olga = club.world.mona["id"], club.world.olga["id"]
    assert browser.find_admin(NORTH) == f"xoxp-in-{NORTH}-of-{mona}"
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [mona], "bot": []}}
    await club.bring_event(revoked, team=NORTH)
    await until(lambda: browser.find_admin(NORTH) == f"xoxp-in-{NORTH}-of-{olga}")
    said = await say(club, "you buffoon", team=NORTH)
    assert (await club.call("chat.delete", ts=said["ts"])).token == browser.find_admin(NORTH)
    await club.alert()
    revoked["tokens"] = {"oauth": [olga], "bot": []}
    await club.bring_event(revoked, team=NORTH)
    await until(lambda: not browser.find_admin(NORTH))
    await say(club, "you buffoon", team=NORTH)
    assert "Case 2: warned" in str(await club.alert(number=2))
    assert "xoxp" not in await tokens_in(engine)


async def test_a_bots_token_that_was_revoked_is_used_no_more(
    club: FakeSlack, browser: Browser, start_called: StartBot
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    bot = club.world.bot["id"]
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}}
    await club.bring_event(revoked, team=NORTH)
    await until(lambda: browser.find_admin(NORTH) is None)
    said = await say(club, "you buffoon", team=NORTH)
    await browser.install(SOUTH, by=club.world.olga)
    await say(club, "you buffoon", team=SOUTH)
    await club.alert()
    assert club.calls("chat.delete", ts=said["ts"]) == []
    await browser.bot.stop()
    await start_called(TOKENS)
    assert f"xoxb-in-{NORTH}" not in {call.token for call in club.calls("auth.test")[-2:]}


async def test_a_workspace_that_removed_it_while_it_was_away_keeps_no_other_from_starting(
    club: FakeSlack, browser: Browser, start_called: StartBot, engine: AsyncEngine
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    await browser.bot.stop()
    club.world.tokens[f"xoxb-in-{NORTH}"].fault = "account_inactive"
    await start_called(TOKENS)
    said = await say(club, "you buffoon", team=SOUTH)
    await club.call("chat.delete", ts=said["ts"])
    assert NORTH not in await tokens_in(engine)


async def test_no_token_secret_or_code_is_logged_at_any_level(
    capture: Capture, club: FakeSlack, browser: Browser
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    state, cookie = await browser.follow()
    await browser.come_back(code="made-up-code", state=state, cookie=cookie)
    await say(club, "you buffoon", team=NORTH)
    await club.alert()
    await club.bring_event({"type": "app_uninstalled"}, team=NORTH)
    await until(lambda: browser.find_admin(NORTH) is None)
    await say(club, "you buffoon", team=NORTH)
    assert "not installed there" in capture.text
    secrets = ("xoxb", "xoxp", grants.CLIENT_SECRET, SIGNING_SECRET, "made-up-code", state)
    assert [secret for secret in secrets if secret in capture.text] == []


@pytest.mark.usefixtures("led_to_the_fake")
async def test_doctor_says_whether_the_apps_own_secret_is_right() -> None:
    right, _ = await examine(TOKENS, Policy())
    assert right.is_fine
    wrong, _ = await examine({**TOKENS, CLIENT_SECRET: "wrong"}, Policy())
    assert wrong.is_fine is False
    assert "bad_client_secret" in wrong.says
    assert "Basic Information" in wrong.says
