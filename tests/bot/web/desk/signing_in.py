"""A desk over a connected platform, and a browser that goes to the platform's page and back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx

from bot.moderation.pipeline import Pipeline
from bot.store.store import Store
from bot.web.desk.application import build_desk
from bot.web.desk.desk import Desk, DeskOptions, Source
from bot.web.desk.providers import Provider
from tests.bot.web.desk.conftest import ADDRESS, Browser


@asynccontextmanager
async def open_desk(pipeline: Pipeline, store: Store, provider: Provider) -> AsyncIterator[Browser]:
    """Open a browser at the desk of a platform."""
    source = Source(pipeline)
    desk = Desk({source.name: source}, store, DeskOptions(ADDRESS, providers=(provider,)))
    transport = httpx.ASGITransport(app=build_desk(desk))
    async with Browser(transport=transport, base_url=ADDRESS) as browser:
        yield browser


async def go_to_platform(browser: Browser, platform: str, user: str) -> str:
    """Choose who one is on the platform's page; return where that sends the browser back to."""
    sent = await browser.get(f"/sign-in/{platform}")
    assert sent.status_code == 303
    async with httpx.AsyncClient() as elsewhere:
        page = await elsewhere.get(sent.headers["location"])
        assert page.status_code == 200, page.text
        back = await elsewhere.get(f"{sent.headers['location']}&as={user}")
    parts = urlsplit(back.headers["location"])
    assert f"{parts.scheme}://{parts.netloc}" == ADDRESS
    return f"{parts.path}?{parts.query}"


async def sign_in(browser: Browser, platform: str, user: str) -> httpx.Response:
    """Sign in as a user of the platform; return what the desk's first page answers."""
    back = await browser.get(await go_to_platform(browser, platform, user))
    assert back.headers["location"] == "/", back.text
    return await browser.get("/")
