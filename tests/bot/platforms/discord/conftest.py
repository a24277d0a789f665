"""Fixtures: the fake Discord, and the bot or the platform alone on it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import datetime
from typing import TypeAlias

import pytest

from bot.domain.policy import Policy
from bot.domain.surfaces import SurfaceRules
from bot.platforms.discord.platform import Discord
from bot.store.store import Store
from tests.bot.conftest import MakePipeline
from tests.fakes import running
from tests.fakes.discord.redirection import redirect
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

MESSAGE = "/channels/{channel}/messages/{message}"
MESSAGES = "/channels/{channel}/messages"
MEMBER = "/guilds/{guild}/members/{user}"

Recorder: TypeAlias = running.Recorder[Discord]
Running: TypeAlias = running.Running[Discord]
StartBot = Callable[..., Awaitable[Running]]


@pytest.fixture
async def club() -> AsyncIterator[FakeDiscord]:
    """The fake Discord, with the guild "club"."""
    async with FakeDiscord() as club:
        yield club


@pytest.fixture
def redirected(club: FakeDiscord) -> Iterator[None]:
    """Redirection of discord.py to the fake."""
    with redirect(club.port):
        yield


@pytest.fixture
async def start_bot(
    redirected: None,  # noqa: ARG001 - for its effect
    make_pipeline: MakePipeline,
    store: Store,
) -> AsyncIterator[StartBot]:
    """A function that starts the bot on the fake, and returns once it has connected."""
    async with AsyncExitStack() as stack:

        async def start(policy: Policy | None = None, *, since: datetime | None = None) -> Running:
            stats = running.WatchedStats("discord")
            platform = Discord(
                TOKEN,
                alert_channels=frozenset(),
                stats=stats,
                since=since,
                asks_pluralkit=policy is not None and policy.ask_pluralkit,
                surfaces=policy.surfaces if policy else None,
                guild_ready_timeout=0.05,
                cards=store.alert_cards,
            )
            bot = await running.start(platform, make_pipeline(platform, policy=policy), stats)
            stack.push_async_callback(bot.stop)
            return bot

        yield start


@pytest.fixture
async def recorder(
    redirected: None,  # noqa: ARG001 - for its effect
    club: FakeDiscord,
) -> AsyncIterator[Recorder]:
    """The platform alone, connected, with neither pipeline nor dispatcher behind it; no profiles and channels are read."""
    stats = running.WatchedStats("discord")
    platform = Discord(
        TOKEN,
        alert_channels=frozenset(),
        stats=stats,
        surfaces=SurfaceRules(profiles=False, channels=False),
        guild_ready_timeout=0.02,
    )
    async with running.Recorder(platform, club.say).listen() as recorder:
        yield recorder
