"""Fixtures: a fake Slack, and the platform or the whole bot on it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from typing import TypeAlias

import pytest
from aiohttp import ClientSession
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.policy import Mode, Policy
from bot.domain.surfaces import SurfaceRules
from bot.platforms.slack.connection import oauth_installations
from bot.platforms.slack.connection.http_events import HttpEvents
from bot.platforms.slack.connection.tokens import APP, BOT, USER
from bot.platforms.slack.platform import Slack
from bot.store.store import Store
from tests.bot.conftest import MakePipeline
from tests.bot.platforms.slack.browser import OAUTH_TOKENS, Browser, ObservedWorkspaces
from tests.fakes import running
from tests.fakes.slack.redirection import redirect
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN

TOKENS = {BOT: BOT_TOKEN, APP: APP_TOKEN, USER: USER_TOKEN}

Recorder: TypeAlias = running.Recorder[Slack]
Running: TypeAlias = running.Running[Slack]
StartBot = Callable[..., Awaitable[Running]]


@pytest.fixture
async def club() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as club:
        yield club


@pytest.fixture
def redirect_to_fake(club: FakeSlack) -> Iterator[None]:
    with redirect(club.port):
        yield


@pytest.fixture
async def recorder(
    redirect_to_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeSlack,
) -> AsyncIterator[Recorder]:
    """The connected platform alone, with a recorder in place of pipeline and dispatcher; it reads no profiles."""
    alerts = frozenset({club.world.moderators})
    policy = Policy(alerts=alerts, surfaces=SurfaceRules(profiles=False))
    platform = Slack(TOKENS, policy=policy, stats=running.WatchedStats("slack"))
    async with running.Recorder(platform, club.say).listen() as recorder:
        yield recorder


@pytest.fixture
async def start_with_tokens(
    redirect_to_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeSlack,
    make_pipeline: MakePipeline,
    *,
    store: Store,
    engine: AsyncEngine,
) -> AsyncIterator[StartBot]:
    """Return a function that starts a bot with tokens, and waits until it is connected."""
    async with AsyncExitStack() as started:

        async def start(
            tokens: Mapping[str, str],
            policy: Policy | None = None,
            *,
            since: datetime | None = None,
        ) -> Running:
            policy = policy or Policy(mode=Mode.ENFORCE, alerts=frozenset({club.world.moderators}))
            stats = running.WatchedStats("slack")
            platform = Slack(
                tokens,
                policy=policy,
                stats=stats,
                since=since,
                address=("127.0.0.1", 0),
                database=engine,
                cards=store.alert_cards,
                find_alert_channel=partial(store.policy_overrides.find_alert_channel, "slack"),
            )
            bot = await running.start(platform, make_pipeline(platform, policy=policy), stats)
            started.push_async_callback(bot.stop)
            return bot

        yield start


@pytest.fixture
def start_bot(start_with_tokens: StartBot) -> StartBot:
    """Return a function that starts a bot in Socket Mode, with all tokens but `without`."""

    async def start(
        policy: Policy | None = None, *, since: datetime | None = None, without: str = ""
    ) -> Running:
        tokens = {name: token for name, token in TOKENS.items() if name != without}
        return await start_with_tokens(tokens, policy, since=since)

    return start


@pytest.fixture
def start_http_bot(start_with_tokens: StartBot, club: FakeSlack) -> StartBot:
    """Return a function that starts a bot on HTTP events."""

    async def start(tokens: Mapping[str, str]) -> Running:
        bot = await start_with_tokens(tokens)
        assert isinstance(bot.platform._connection, HttpEvents)
        club.deliver_to(bot.platform._connection.port)
        return bot

    return start


@pytest.fixture
async def browser(
    club: FakeSlack, start_http_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Browser]:
    """A browser at the install link of a bot that no workspace has installed yet."""
    monkeypatch.setattr(oauth_installations, "Workspaces", ObservedWorkspaces)
    bot = await start_http_bot(OAUTH_TOKENS)
    async with ClientSession() as session:
        yield Browser(club, session, bot)
