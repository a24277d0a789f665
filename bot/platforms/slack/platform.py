"""The platform: connects, hears, acts, shows, and answers."""

import asyncio
import logging
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp

from bot.actions import Action, Deed, Outcome
from bot.alerts import Alert
from bot.notice import Notice
from bot.platform import OnMessage, OnRequest
from bot.platforms.slack.alerts import Alerts
from bot.platforms.slack.asking import Asking
from bot.platforms.slack.backlog import Backlog
from bot.platforms.slack.channels import Channels
from bot.platforms.slack.commands import Commands
from bot.platforms.slack.connection import PING_EVERY, Connection
from bot.platforms.slack.deeds import Deeds
from bot.platforms.slack.hearing import Hearing
from bot.platforms.slack.home import Home
from bot.platforms.slack.messages import NAME
from bot.platforms.slack.notices import Notices
from bot.platforms.slack.people import People
from bot.platforms.slack.presses import Presses
from bot.platforms.slack.tokens import APP, BOT, USER
from bot.platforms.slack.workspaces import sign_in
from bot.platforms.work import Work
from bot.policy import Policy
from bot.progress import Progress

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_TIMEOUT = aiohttp.ClientTimeout(total=30)


class Slack:
    """The workspace that the tokens are of. What was said after `since` is read when it starts."""

    name = NAME
    reversible: Collection[Action] = ()

    def __init__(
        self,
        tokens: Mapping[str, str],
        *,
        policy: Policy,
        progress: Progress,
        since: datetime | None = None,
        ping_every: float = PING_EVERY,
    ) -> None:
        self._tokens = tokens
        self._policy = policy
        self._progress = progress
        self._since = since
        self._ping_every = ping_every

    @property
    def supported(self) -> Collection[Action]:
        """What members wrote is an administrator's to delete: without their token nobody can."""
        deletes = (Action.DELETE,) if USER in self._tokens else ()
        return (Action.NONE, Action.FLAG, Action.WARN, *deletes, Action.KICK)

    async def __aenter__(self) -> Self:
        """Connect.

        Raises:
            SettingsError: a token is not valid.
        """
        async with AsyncExitStack() as opened:
            session = await opened.enter_async_context(aiohttp.ClientSession(timeout=_TIMEOUT))
            workspaces = await sign_in(self._tokens, session)
            people = People()
            self._alerts = Alerts(workspaces, self._policy.alerts)
            self._asking = Asking(workspaces, self._alerts, people.find)
            self._hearing = Hearing(session, workspaces, people)
            self._notices = Notices(workspaces)
            self._deeds = Deeds(workspaces, self._notices)
            forget = self._alerts.forget_channels
            self._channels = Channels(workspaces, self._policy, change=forget)
            self._backlog = Backlog(workspaces, self._hearing.hear_again)
            self._work = Work()
            self._connection = Connection(
                self._make_app(session),
                self._tokens[APP],
                progress=self._progress,
                miss=self._backlog.catch_up,
                ping_every=self._ping_every,
            )
            opened.push_async_callback(self._work.end)
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
        self._hearing.listen(self._work.follow(on_message))
        self._asking.listen(self._work.follow(on_request))
        works = (self._connection.stay(), self._backlog.work(), self._settle_in())
        tasks = [asyncio.create_task(work, name="slack") for work in works]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def act(self, deed: Deed) -> Outcome:
        """Do it, if it is allowed."""
        return await self._deeds.act(deed)

    async def undo(self, deed: Deed) -> Outcome:
        """Nothing that is done on Slack can be taken back by a program."""
        return Outcome.withheld(f"Slack takes back no {deed.action.value}")

    async def alert(self, alert: Alert) -> None:
        """Show a case in the moderators' channel of its workspace."""
        await self._alerts.show(alert)

    async def tell(self, notice: Notice) -> Outcome:
        """By direct message."""
        return await self._notices.tell(notice)

    async def _settle_in(self) -> None:
        """Come into the channels, and see that there is one for alerts."""
        await self._channels.join_all()
        await self._alerts.look_for_channels()

    def _make_app(self, session: aiohttp.ClientSession) -> AsyncApp:
        """Bolt's app, with every listener on it; it calls as our own clients do."""
        # What bolt and slack_sdk log may quote addresses and texts: we say ourselves what matters.
        quiet = logging.getLogger("slack_bolt")
        quiet.setLevel(logging.CRITICAL)
        app = AsyncApp(token=self._tokens[BOT], name="parley", logger=quiet)
        app.error(_log_error)
        app.client.base_url = type(app.client).BASE_URL
        app.client.session = session
        home = Home(self._asking)
        commands, presses = Commands(self._asking, self._hearing.read), Presses(self._asking, home)
        for part in (self._hearing, self._channels, commands, presses, home):
            part.register(app)
        return app


async def _log_error(error: Exception, body: dict[str, Any]) -> None:
    """A bug in what listens: bolt goes on with the next event."""
    event = body.get("event") or {}
    log.error("failed", event_type=event.get("type") or body.get("type"), exc_info=error)
