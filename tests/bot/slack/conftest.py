"""A Slack of our own, and the bot on it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.endpoint import Endpoint
from bot.platforms.slack.platform import Slack
from bot.platforms.slack.tokens import APP, BOT, USER
from bot.policy import Mode, Policy
from bot.progress import Progress
from bot.service import serve
from tests.bot.conftest import MakePipeline
from tests.bot.slack.ears import Ears
from tests.fakes.slack.server import FakeSlack, redirect
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN

TOKENS = {BOT: BOT_TOKEN, APP: APP_TOKEN, USER: USER_TOKEN}

StartBot = Callable[..., Awaitable["Running"]]


class Running:
    """A bot that is running: its platform, and its task."""

    def __init__(self, platform: Slack, task: "asyncio.Task[None]") -> None:
        self.platform = platform
        self.task = task

    async def stop(self) -> None:
        """End it as a signal does."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


@pytest.fixture
async def club() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as club:
        yield club


@pytest.fixture
def led_to_the_fake(club: FakeSlack) -> Iterator[None]:
    with redirect(club.port):
        yield


@pytest.fixture
async def start_bot(
    led_to_the_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeSlack,
    make_pipeline: MakePipeline,
) -> AsyncIterator[StartBot]:
    """A function: starts the bot on the fake, and returns once it has connected."""
    started: list[Running] = []

    async def start(
        policy: Policy | None = None,
        *,
        since: datetime | None = None,
        without: str = "",
    ) -> Running:
        policy = policy or Policy(mode=Mode.ENFORCE, alerts=frozenset({club.world.moderators}))
        tokens = {name: token for name, token in TOKENS.items() if name != without}
        platform = Slack(tokens, policy=policy, progress=Progress("slack"), since=since)
        connections = club.wire.connections
        task = asyncio.create_task(serve(make_pipeline(platform, policy=policy)))
        running = Running(platform, task)
        started.append(running)
        while club.wire.connections == connections and not task.done():
            await asyncio.wait([task], timeout=0.01)
        return running

    yield start
    for running in started:
        await running.stop()


@pytest.fixture
async def ears(
    led_to_the_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeSlack,
) -> AsyncIterator[Ears]:
    """The platform alone, connected, with no pipeline and no desk behind it."""
    policy = Policy(alerts=frozenset({club.world.moderators}))
    platform = Slack(TOKENS, policy=policy, progress=Progress("slack"))
    ears = Ears(club, platform)
    async with platform:
        task = asyncio.create_task(platform.run(ears.on_message, ears.on_request))
        yield ears
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def start_called(
    led_to_the_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeSlack,
    make_pipeline: MakePipeline,
    engine: AsyncEngine,
) -> AsyncIterator[StartBot]:
    """A function: starts a bot that Slack calls over HTTP; `tokens` say for which workspaces."""
    started: list[Running] = []

    async def start(tokens: Mapping[str, str], policy: Policy | None = None) -> Running:
        policy = policy or Policy(mode=Mode.ENFORCE, alerts=frozenset({club.world.moderators}))
        progress = Progress("slack")
        nearby = ("127.0.0.1", 0)
        platform = Slack(tokens, policy=policy, progress=progress, address=nearby, engine=engine)
        pipeline = make_pipeline(platform, policy=policy)
        task = asyncio.create_task(serve(pipeline, progress=progress))
        running = Running(platform, task)
        started.append(running)
        while not progress.is_connected and not task.done():
            await asyncio.wait([task], timeout=0.01)
        assert isinstance(platform._connection, Endpoint)
        club.call_at(platform._connection.port)
        return running

    yield start
    for running in started:
        await running.stop()
