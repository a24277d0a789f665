"""The link by which a workspace installs the app: what it asks for, and who may come back by it."""

from urllib.parse import parse_qs, urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.connection.scopes import REASONS, USER_REASONS
from tests.bot.platforms.slack.browser import NORTH, OF_AN_APP, Browser, tokens_in
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack import grants
from tests.fakes.slack.server import FakeSlack


async def test_the_link_asks_for_what_the_manifest_asks_for(browser: Browser) -> None:
    await browser.follow()
    asked = parse_qs(urlsplit(browser.link).query)
    assert asked["client_id"] == [grants.CLIENT_ID]
    assert asked["scope"] == [",".join(REASONS)]
    assert asked["user_scope"] == [",".join(USER_REASONS)]


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
    await browser.follow()
    expire = "UPDATE slack_oauth_states SET expire_at = '2026-01-01 00:00:00.000000'"
    async with engine.begin() as connection:
        await connection.execute(text(expire))
    await browser.follow()
    await browser.bot.stop()
    await start_called(OF_AN_APP)
    async with engine.connect() as connection:
        left = await connection.scalar(text("SELECT count(*) FROM slack_oauth_states"))
    assert left == 1
