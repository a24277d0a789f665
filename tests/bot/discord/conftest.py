"""A Discord of our own, and the bot on it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress

import pytest

from bot.platforms.discord.platform import Discord
from bot.policy import Policy
from bot.progress import Progress
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

    async def start(policy: Policy | None = None, *, token: str = TOKEN) -> Running:
        platform = Discord(
            token, alert_channels=frozenset(), progress=Progress("discord"), ready_within=0.05
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
