"""A Slack of our own, and the bot on it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from typing import TypeAlias

import pytest
from aiohttp import ClientSession
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.policy import Mode, Policy
from bot.platforms.slack.connection import oauth_installations
from bot.platforms.slack.connection.http_events import HttpEvents
from bot.platforms.slack.connection.tokens import APP, BOT, USER
from bot.platforms.slack.platform import Slack
from tests.bot.conftest import MakePipeline
from tests.bot.platforms.slack.browser import OF_AN_APP, Browser, WatchedWorkspaces
from tests.fakes import running
from tests.fakes.slack.server import FakeSlack, redirect
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN

TOKENS = {BOT: BOT_TOKEN, APP: APP_TOKEN, USER: USER_TOKEN}

Ears: TypeAlias = running.Ears[Slack]
Running: TypeAlias = running.Running[Slack]
StartBot = Callable[..., Awaitable[Running]]


@pytest.fixture
async def club() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as club:
        yield club


@pytest.fixture
def led_to_the_fake(club: FakeSlack) -> Iterator[None]:
    with redirect(club.port):
        yield


@pytest.fixture
async def ears(
    led_to_the_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeSlack,
) -> AsyncIterator[Ears]:
    """The platform alone, connected, with no pipeline and no desk behind it."""
    policy = Policy(alerts=frozenset({club.world.moderators}))
    platform = Slack(TOKENS, policy=policy, progress=running.Watched("slack"))
    async with running.Ears(platform, club.say).listen() as ears:
        yield ears


@pytest.fixture
async def start_on(
    led_to_the_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeSlack,
    make_pipeline: MakePipeline,
    engine: AsyncEngine,
) -> AsyncIterator[StartBot]:
    """A function: starts a bot with tokens, and returns once it can be told of events."""
    async with AsyncExitStack() as started:

        async def start(
            tokens: Mapping[str, str],
            policy: Policy | None = None,
            *,
            since: datetime | None = None,
        ) -> Running:
            policy = policy or Policy(mode=Mode.ENFORCE, alerts=frozenset({club.world.moderators}))
            progress = running.Watched("slack")
            platform = Slack(
                tokens,
                policy=policy,
                progress=progress,
                since=since,
                address=("127.0.0.1", 0),
                engine=engine,
            )
            bot = await running.start(platform, make_pipeline(platform, policy=policy), progress)
            started.push_async_callback(bot.stop)
            return bot

        yield start


@pytest.fixture
def start_bot(start_on: StartBot) -> StartBot:
    """A function: starts a bot that connects by a websocket, with all tokens but one."""

    async def start(
        policy: Policy | None = None, *, since: datetime | None = None, without: str = ""
    ) -> Running:
        tokens = {name: token for name, token in TOKENS.items() if name != without}
        return await start_on(tokens, policy, since=since)

    return start


@pytest.fixture
def start_called(start_on: StartBot, club: FakeSlack) -> StartBot:
    """A function: starts a bot that Slack calls over HTTP; `tokens` say for which workspaces."""

    async def start(tokens: Mapping[str, str]) -> Running:
        bot = await start_on(tokens)
        assert isinstance(bot.platform._connection, HttpEvents)
        club.call_at(bot.platform._connection.port)
        return bot

    return start


@pytest.fixture
async def browser(
    club: FakeSlack, start_called: StartBot, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Browser]:
    """Whoever follows the link of a bot that nobody has installed yet."""
    monkeypatch.setattr(oauth_installations, "Workspaces", WatchedWorkspaces)
    bot = await start_called(OF_AN_APP)
    async with ClientSession() as session:
        yield Browser(club, session, bot)
