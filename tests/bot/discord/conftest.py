"""A Discord of our own, and the bot on it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import datetime

import pytest

from bot.answer import Answer, Failed
from bot.message import Message
from bot.platforms.discord.platform import Discord
from bot.policy import Policy
from bot.progress import Progress
from bot.reply import Reply, Response
from bot.request import Request
from bot.service import serve
from tests.bot.conftest import MakePipeline
from tests.fakes.discord.server import FakeDiscord, redirect
from tests.fakes.discord.world import TOKEN

MESSAGE = "/channels/{channel}/messages/{message}"
MESSAGES = "/channels/{channel}/messages"
MEMBER = "/guilds/{guild}/members/{user}"

StartBot = Callable[..., Awaitable["Running"]]


class Running:
    """A bot that is running: its platform, and its task."""

    def __init__(self, platform: Discord, task: "asyncio.Task[None]") -> None:
        self.platform = platform
        self.task = task

    async def stop(self) -> None:
        """End it as a signal does."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


@pytest.fixture
async def club() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as club:
        yield club


@pytest.fixture
def led_to_the_fake(club: FakeDiscord) -> Iterator[None]:
    with redirect(club.port):
        yield


@pytest.fixture
async def start_bot(
    led_to_the_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeDiscord,
    make_pipeline: MakePipeline,
) -> AsyncIterator[StartBot]:
    """A function: starts the bot on the fake, and returns once it has connected."""
    started: list[Running] = []

    async def start(policy: Policy | None = None, *, since: datetime | None = None) -> Running:
        platform = Discord(
            TOKEN,
            alert_channels=frozenset(),
            progress=Progress("discord"),
            since=since,
            ready_within=0.05,
        )
        sessions = len(club.gateway.sessions)
        task = asyncio.create_task(serve(make_pipeline(platform, policy=policy)))
        running = Running(platform, task)
        started.append(running)
        while len(club.gateway.sessions) == sessions and not task.done():
            await asyncio.wait([task], timeout=0.01)
        return running

    yield start
    for running in started:
        await running.stop()


class Ears:
    """Whoever listens to the platform: keeps what comes, and answers as it is told."""

    def __init__(self, club: FakeDiscord, platform: Discord) -> None:
        self.club = club
        self.platform = platform
        self.messages: list[Message] = []
        self.requests: list[Request] = []
        self.answers: list[Answer] = []
        """What messages are answered; once used up, that they failed."""
        self.response: Response = Reply("Done")
        self._came = asyncio.Event()

    async def on_message(self, message: Message) -> Answer:
        self.messages.append(message)
        self._came.set()
        return self.answers.pop(0) if self.answers else Failed()

    async def on_request(self, request: Request) -> Response:
        self.requests.append(request)
        return self.response

    async def until(self, number: int) -> list[str]:
        """The texts that came, once there are so many."""
        async with asyncio.timeout(10):
            while len(self.messages) < number:
                self._came.clear()
                await self._came.wait()
        return self.texts

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    async def all(self) -> list[str]:
        """The texts that came, once a last message has come, too."""
        await self.club.say("the end")
        async with asyncio.timeout(10):
            while "the end" not in self.texts:
                self._came.clear()
                await self._came.wait()
        return [text for text in self.texts if text != "the end"]


@pytest.fixture
async def ears(
    led_to_the_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeDiscord,
) -> AsyncIterator[Ears]:
    """The platform alone, connected, with no pipeline and no desk behind it."""
    platform = Discord(
        TOKEN, alert_channels=frozenset(), progress=Progress("discord"), ready_within=0.02
    )
    ears = Ears(club, platform)
    async with platform:
        task = asyncio.create_task(platform.run(ears.on_message, ears.on_request))
        yield ears
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
