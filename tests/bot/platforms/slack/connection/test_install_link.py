"""The OAuth install link: the scopes it requests, and which redirects back install the app."""

from urllib.parse import parse_qs, urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.connection.scopes import BOT_SCOPE_REASONS, USER_SCOPE_REASONS
from tests.bot.platforms.slack.browser import NORTH, OAUTH_TOKENS, Browser, dump_installations
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack import oauth
from tests.fakes.slack.server import FakeSlack


async def test_the_link_requests_the_scopes_of_the_manifest(browser: Browser) -> None:
    await browser.open_link()
    asked = parse_qs(urlsplit(browser.authorize_url).query)
    assert asked["client_id"] == [oauth.CLIENT_ID]
    assert asked["scope"] == [",".join(BOT_SCOPE_REASONS)]
    assert asked["user_scope"] == [",".join(USER_SCOPE_REASONS)]


async def test_a_redirect_with_a_foreign_state_or_cookie_installs_nothing(
    club: FakeSlack, browser: Browser, engine: AsyncEngine
) -> None:
    state, _ = await browser.open_link()
    code = club.oauth.allow(NORTH, by=club.world.olga)
    name = "slack-app-oauth-state"
    assert await browser.return_with(code=code, state=state, cookie="") == 400
    assert await browser.return_with(code=code, state=state, cookie=f"{name}=another") == 400
    assert await browser.return_with(code=code, state="made-up", cookie=f"{name}=made-up") == 401
    assert await dump_installations(engine) == "[]"
    assert club.calls("oauth.v2.access") == []


async def test_a_state_is_good_once(club: FakeSlack, browser: Browser) -> None:
    state, cookie = await browser.open_link()
    codes = [club.oauth.allow(NORTH, by=club.world.olga) for _ in range(2)]
    seen = [await browser.return_with(code=code, state=state, cookie=cookie) for code in codes]
    assert seen == [200, 401]


async def test_a_code_that_slack_does_not_know_installs_nothing(
    browser: Browser, engine: AsyncEngine
) -> None:
    state, cookie = await browser.open_link()
    assert await browser.return_with(code="made-up", state=state, cookie=cookie) == 401
    assert await dump_installations(engine) == "[]"


async def test_states_that_were_never_redeemed_are_deleted_at_the_next_start(
    browser: Browser, start_http_bot: StartBot, engine: AsyncEngine
) -> None:
    await browser.open_link()
    expire = "UPDATE slack_oauth_states SET expire_at = '2026-01-01 00:00:00.000000'"
    async with engine.begin() as connection:
        await connection.execute(text(expire))
    await browser.open_link()
    await browser.bot.stop()
    await start_http_bot(OAUTH_TOKENS)
    async with engine.connect() as connection:
        left = await connection.scalar(text("SELECT count(*) FROM slack_oauth_states"))
    assert left == 1
