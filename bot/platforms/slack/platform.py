"""The platform: connects, hears, acts, shows, and answers."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import Self

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.notice import Notice
from bot.domain.policy import Policy
from bot.platforms.shared.task_tracker import TaskTracker
from bot.platforms.slack.connection.app_lifecycle import AppLifecycle
from bot.platforms.slack.connection.bolt_app import make_app
from bot.platforms.slack.connection.http_events import HttpEvents
from bot.platforms.slack.connection.oauth_installations import (
    OAuthInstallations,
    open_installations,
)
from bot.platforms.slack.connection.socket_mode import PING_EVERY, SocketMode
from bot.platforms.slack.connection.tokens import APP, USER, ConnectionMode, choose_mode
from bot.platforms.slack.connection.workspaces import Workspaces, sign_in
from bot.platforms.slack.inbound.backfill import Backfill
from bot.platforms.slack.inbound.channels import Channels
from bot.platforms.slack.inbound.converter import NAME
from bot.platforms.slack.inbound.event_listener import EventListener
from bot.platforms.slack.inbound.users import Users
from bot.platforms.slack.interactions.app_home import AppHome
from bot.platforms.slack.interactions.button_handler import ButtonHandler
from bot.platforms.slack.interactions.handler import InteractionHandler
from bot.platforms.slack.interactions.slash_commands import ToxicityCommands
from bot.platforms.slack.outbound.actions import ActionExecutor
from bot.platforms.slack.outbound.alert_sender import AlertSender
from bot.platforms.slack.outbound.dm import MemberNotifier
from bot.runtime.platform_port import OnMessage, OnRequest
from bot.runtime.platform_stats import PlatformStats

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_TIMEOUT = aiohttp.ClientTimeout(total=30)


class Slack:
    """The workspace that the tokens are of, or those that have installed the app that they are of.

    What was said after `since` is read when it starts. It listens on `address` if Slack is to call it; in
    `engine`'s database are the tokens of those that have installed it.

    Raises:
        SettingsError: the tokens do not go together.
    """

    name = NAME
    reversible: Collection[Action] = ()

    def __init__(
        self,
        tokens: Mapping[str, str],
        *,
        policy: Policy,
        progress: PlatformStats,
        since: datetime | None = None,
        ping_every: float = PING_EVERY,
        address: tuple[str, int] = ("127.0.0.1", 3000),
        engine: AsyncEngine | None = None,
    ) -> None:
        self._way = choose_mode(tokens)
        self._tokens = tokens
        self._address = address
        self._engine = engine
        self._policy = policy
        self._progress = progress
        self._since = since
        self._ping_every = ping_every

    @property
    def supported(self) -> Collection[Action]:
        """What members wrote is an administrator's to delete: without their token nobody can.

        Of many workspaces, some have one and some have none: `Deeds` knows.
        """
        deletes = (
            (Action.DELETE,) if USER in self._tokens or self._way is ConnectionMode.MANY else ()
        )
        return (Action.NONE, Action.FLAG, Action.WARN, *deletes, Action.KICK)

    async def __aenter__(self) -> Self:
        """Connect.

        Raises:
            SettingsError: a token is not valid, or the address cannot be listened on.
        """
        async with AsyncExitStack() as opened:
            session = await opened.enter_async_context(aiohttp.ClientSession(timeout=_TIMEOUT))
            workspaces, installations = await self._sign_in(session)
            self._workspaces = workspaces
            people = Users()
            self._alerts = AlertSender(workspaces, self._policy.alerts)
            self._asking = InteractionHandler(workspaces, self._alerts, people.find)
            self._hearing = EventListener(session, workspaces, people)
            self._notices = MemberNotifier(workspaces)
            self._deeds = ActionExecutor(workspaces, self._notices)
            self._channels = Channels(workspaces, self._policy, change=self._alerts.forget_channels)
            self._backlog = Backfill(workspaces, self._hearing.on_message)
            self._work = TaskTracker()
            home = AppHome(self._asking)
            app = make_app(self._tokens, session, installations=installations)
            for part in (
                self._hearing,
                self._channels,
                AppLifecycle(installations, miss=self._backlog.catch_up),
                ToxicityCommands(self._asking, self._hearing.read),
                ButtonHandler(self._asking, home),
                home,
            ):
                part.register(app)
            self._connection = self._connect(app)
            opened.push_async_callback(self._work.drain)
            opened.push_async_callback(self._connection.close)
            await self._connection.open()
            self._opened = opened.pop_all()
        if self._since:
            self._backlog.catch_up(self._since)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._opened.aclose()

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        """Hear and answer until cancelled.

        Raises:
            SettingsError: the app's token is not valid any more.
        """
        self._hearing.listen(self._work.track(on_message))
        self._asking.listen(self._work.track(on_request))
        works = (self._connection.stay(), self._backlog.work(), self._settle_in(self._workspaces))
        tasks = [asyncio.create_task(work, name="slack") for work in works]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """Do it, if it is allowed."""
        return await self._deeds.enforce(enforcement)

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """Nothing that is done on Slack can be taken back by a program."""
        return Outcome.withheld(f"Slack takes back no {enforcement.action.value}")

    async def alert(self, alert: Alert) -> None:
        """Show a case in the moderators' channel of its workspace."""
        await self._alerts.show(alert)

    async def notify(self, notice: Notice) -> Outcome:
        """By direct message."""
        return await self._notices.notify(notice)

    async def _sign_in(
        self, session: aiohttp.ClientSession
    ) -> tuple[Workspaces, OAuthInstallations | None]:
        if self._way is not ConnectionMode.MANY:
            return await sign_in(self._tokens, session), None
        assert self._engine  # as whoever starts it for many has opened a database
        installations = await open_installations(self._tokens, session, self._engine)
        return installations.workspaces, installations

    def _connect(self, app: AsyncApp) -> SocketMode | HttpEvents:
        unused = sorted(set(self._tokens) - set(self._way.value))
        log.info("connecting", way=self._way.name.lower(), unused=unused)
        if self._way is not ConnectionMode.SOCKET:
            return HttpEvents(app, self._address)
        return SocketMode(
            app,
            self._tokens[APP],
            progress=self._progress,
            miss=self._backlog.catch_up,
            ping_every=self._ping_every,
        )

    async def _settle_in(self, workspaces: Workspaces) -> None:
        """Come into the channels of each workspace, and see that there is one for alerts."""
        while True:
            workspace = await workspaces.next_arrival()
            await self._channels.join_all(workspace)
            await self._alerts.look_for_channel(workspace)
