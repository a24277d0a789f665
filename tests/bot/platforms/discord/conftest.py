"""A Discord of our own, and the bot on it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import datetime
from typing import TypeAlias

import pytest

from bot.domain.policy import Policy
from bot.platforms.discord.platform import Discord
from tests.bot.conftest import MakePipeline
from tests.fakes import running
from tests.fakes.discord.server import FakeDiscord, redirect
from tests.fakes.discord.world import TOKEN

MESSAGE = "/channels/{channel}/messages/{message}"
MESSAGES = "/channels/{channel}/messages"
MEMBER = "/guilds/{guild}/members/{user}"

Ears: TypeAlias = running.Ears[Discord]
Running: TypeAlias = running.Running[Discord]
StartBot = Callable[..., Awaitable[Running]]


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
    make_pipeline: MakePipeline,
) -> AsyncIterator[StartBot]:
    """A function: starts the bot on the fake, and returns once it has connected."""
    async with AsyncExitStack() as started:

        async def start(policy: Policy | None = None, *, since: datetime | None = None) -> Running:
            progress = running.Watched("discord")
            platform = Discord(
                TOKEN,
                alert_channels=frozenset(),
                progress=progress,
                since=since,
                ready_within=0.05,
            )
            bot = await running.start(platform, make_pipeline(platform, policy=policy), progress)
            started.push_async_callback(bot.stop)
            return bot

        yield start


@pytest.fixture
async def ears(
    led_to_the_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeDiscord,
) -> AsyncIterator[Ears]:
    """The platform alone, connected, with no pipeline and no desk behind it."""
    progress = running.Watched("discord")
    platform = Discord(TOKEN, alert_channels=frozenset(), progress=progress, ready_within=0.02)
    async with running.Ears(platform, club.say).listen() as ears:
        yield ears
