"""Fixtures: a desk over a club on the fake platform, and browsers that mona and others are signed in with."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest

from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.store.desk_sessions import Identity
from bot.store.store import Store
from bot.web.desk.application import build_desk
from bot.web.desk.desk import Desk, DeskOptions, Source
from bot.web.desk.tokens import hash_token, make_csrf, make_token
from tests.bot.conftest import MakeClub
from tests.bot.web.conftest import Clock
from tests.fakes.club import KIM, MONA, Club
from tests.fakes.messages import NOON

ADDRESS = "http://127.0.0.1:8090"
QUEUE = "/fake/club/queue"


class Browser(httpx.AsyncClient):
    """A browser at the desk: it keeps its cookie, follows no redirect, and sends the forms of its pages."""

    csrf = ""

    async def send_form(self, path: str, **fields: str | list[str]) -> httpx.Response:
        """Send a form as a page of this session does."""
        return await self.post(path, data={"csrf": self.csrf, **fields})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk_club(make_club: MakeClub) -> Club:
    """A club whose messages are flagged at most, with mona as its moderator and kim as a member."""
    club = make_club(Policy(mode=Mode.FLAG))
    club.platform.directory.add("club", MONA)
    club.platform.directory.add("club", KIM)
    return club


@pytest.fixture
def desk(desk_club: Club, store: Store, clock: Clock) -> Desk:
    source = Source(desk_club.pipeline)
    options = DeskOptions(ADDRESS, clock=clock, now=lambda: NOON)
    return Desk({source.name: source}, store, options)


OpenBrowser = Callable[[], Browser]
SignIn = Callable[[Author], Awaitable[Browser]]


@pytest.fixture
async def open_browser(desk: Desk) -> AsyncIterator[OpenBrowser]:
    """Return a function that opens a browser which nobody is signed in with."""
    app = build_desk(desk)
    async with AsyncExitStack() as stack:
        opened: list[Browser] = []

        def open_one() -> Browser:
            transport = httpx.ASGITransport(app=app)
            browser = Browser(transport=transport, base_url=ADDRESS)
            opened.append(browser)
            return browser

        yield open_one
        for browser in opened:
            stack.push_async_callback(browser.aclose)


@pytest.fixture
def sign_in(desk: Desk, open_browser: OpenBrowser) -> SignIn:
    """Return a function that opens a browser in which a person is signed in."""

    async def begin(person: Author) -> Browser:
        browser, token = open_browser(), make_token()
        await desk.store.desk.sessions.begin(
            hash_token(token), {"fake": Identity(person.id)}, at=NOON
        )
        browser.cookies.set(desk.options.cookie, token, domain="127.0.0.1")
        browser.csrf = make_csrf(token)
        return browser

    return begin


@pytest.fixture
async def browser(sign_in: SignIn) -> Browser:
    """A browser signed in as mona, who moderates the club."""
    return await sign_in(MONA)
