"""Fixtures: the whole bot with its desk on the fakes of both platforms, and people in real browsers."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any, TypeVar

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route

from tests.fakes.command import environment
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN
from tests.fakes.sign_in import CLIENT_ID, CLIENT_SECRET
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN
from tests.fakes.waiting import TIMEOUT

T = TypeVar("T")

TOKENS = {
    "DISCORD_TOKEN": TOKEN,
    "SLACK_BOT_TOKEN": BOT_TOKEN,
    "SLACK_APP_TOKEN": APP_TOKEN,
    "SLACK_USER_TOKEN": USER_TOKEN,
    "PARLEY_DESK_DISCORD_ID": CLIENT_ID,
    "PARLEY_DESK_DISCORD_SECRET": CLIENT_SECRET,
    "PARLEY_DESK_SLACK_ID": CLIENT_ID,
    "PARLEY_DESK_SLACK_SECRET": CLIENT_SECRET,
}


class Town:
    """Both fakes, in an event loop of their own, and the bot between them; `address` is that of its desk."""

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever)
        self._stack = AsyncExitStack()
        self.folder = folder
        self.address = ""

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the loop of the fakes."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(TIMEOUT)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Serve the fakes while entered."""
        self._thread.start()
        try:
            self.discord = self.do(self._stack.enter_async_context(FakeDiscord()))
            self.slack = self.do(self._stack.enter_async_context(FakeSlack()))
            yield
        finally:
            self.do(self._stack.aclose())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    @property
    def chat(self) -> "Chat":
        """The club on Discord."""
        return self.find_chat("Discord")

    def find_chat(self, name: str) -> "Chat":
        """Return the club on a platform."""
        if name == "Slack":
            return Chat(self, name, self.slack, self.slack.world.team)
        return Chat(self, name, self.discord, self.discord.world.guild)


@dataclass(frozen=True, slots=True)
class Chat:
    """The club of a platform, with its fake and the id of its community."""

    town: Town
    name: str
    fake: FakeDiscord | FakeSlack
    community: str

    def say(self, text: str, **fields: Any) -> dict[str, Any]:
        """Have kim say something, and wait until moderators were shown it."""
        fake = self.fake
        before = len(fake.shown(fake.world.moderators))
        message: dict[str, Any] = self.town.do(fake.say(text, **fields))
        self.town.do(fake.alert(number=before + 1))
        return message

    @property
    def queue(self) -> str:
        """The address of the queue."""
        return self.page("queue")

    def page(self, path: str) -> str:
        """Return the address of a page of the desk."""
        return f"{self.town.address}/{self.name.lower()}/{self.community}/{path}"


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def run_desk(town: Town, *, mode: str = "flag", **names_besides: str) -> Iterator[None]:
    """Run the bot on the fakes; yield once its desk answers and both platforms are connected."""
    port, health = find_free_port(), find_free_port()
    town.address = f"http://127.0.0.1:{port}"
    policy = town.folder / "policy.toml"
    policy.write_text(f'mode = "{mode}"\n')
    command = [sys.executable, "-m", "tests.fakes.run_desk", str(town.discord.port)]
    names = {
        **TOKENS,
        "PARLEY_DESK_PORT": str(port),
        "PARLEY_POLICY": str(policy),
        "PARLEY_HEALTH_PORT": str(health),
        **names_besides,
    }
    process = subprocess.Popen(
        [*command, str(town.slack.port), "run"],
        cwd=town.folder,
        env=environment(**names),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_ready(process, health)
        yield
    finally:
        process.terminate()
        log = process.communicate()[1]
        (town.folder / "log").write_bytes(log)
        assert process.returncode in (0, -signal.SIGTERM), log.decode()


def wait_until_ready(process: "subprocess.Popen[bytes]", health: int) -> None:
    """Wait until all platforms are connected, as the health pages say."""
    deadline = time.monotonic() + TIMEOUT
    while True:
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < deadline
        with suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{health}/readyz").is_success:
                break
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    with town.open(), run_desk(town):
        yield town


@pytest.fixture(params=["Discord", "Slack"])
def chat(town: Town, request: pytest.FixtureRequest) -> Chat:
    """The club on each platform."""
    return town.find_chat(str(request.param))


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Return a function that opens a page in a browser of its own; it may ask the desk and the fakes alone."""
    with ExitStack() as stack:
        elsewhere: list[str] = []
        faults: list[str] = []

        def refuse(route: Route) -> None:
            elsewhere.append(route.request.url)
            route.abort()

        def open_one(**options: Any) -> Page:
            context = browser.new_context(**options)
            stack.callback(context.close)
            context.route(lambda url: not url.startswith(("http://127.0.0.1", "data:")), refuse)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on(
                "console",
                lambda told: faults.append(told.text) if "Content Security" in told.text else None,
            )
            return page

        yield open_one
    assert (elsewhere, faults) == ([], [])


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in_to(open_page: OpenPage) -> SignIn:
    """Return a function that signs somebody in by the platform's own page: `sign_in_to(town, "mona")`."""

    def begin(town: Town, name: str, *, platform: str = "Discord", **options: Any) -> Page:
        page = open_page(**options)
        page.goto(town.address)
        page.get_by_role("link", name=f"Sign in with {platform}").click()
        page.get_by_role("link", name=name).click()
        page.wait_for_url(f"{town.address}/**")
        return page

    return begin


@pytest.fixture
def sign_in(sign_in_to: SignIn, town: Town) -> SignIn:
    """Return the same function for the town: `sign_in("mona")`."""
    return partial(sign_in_to, town)


SCREENS = MappingProxyType(
    {
        f"{size}-{scheme}": {"viewport": viewport, "color_scheme": scheme}
        for size, viewport in (
            ("wide", {"width": 1280, "height": 800}),
            ("phone", {"width": 390, "height": 844}),
        )
        for scheme in ("light", "dark")
    }
)
"""Options of a browser for each screen that the desk must be good on."""

AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"


def check_accessibility(page: Page) -> None:
    """Check that axe finds nothing serious, and that nothing scrolls sideways."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")
    serious = [
        (rule["id"], [node["html"] for node in rule["nodes"]])
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def take_picture(page: Page, name: str) -> None:
    """Take a picture for people to look at, where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
