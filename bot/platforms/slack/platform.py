"""The platform: connects, hears, acts, shows, and answers."""

from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import Self

import aiohttp
from slack_bolt.async_app import AsyncApp

from bot.actions import Action, Deed, Outcome
from bot.alerts import Alert
from bot.notice import Notice
from bot.platform import OnMessage, OnRequest
from bot.platforms.slack.alerts import Alerts
from bot.platforms.slack.asking import Asking
from bot.platforms.slack.commands import Commands
from bot.platforms.slack.connection import Connection
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
    ) -> None:
        self._tokens = tokens
        self._policy = policy
        self._progress = progress
        self._since = since

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
            self._work = Work()
            self._connection = Connection(
                self._make_app(session), self._tokens[APP], self._progress
            )
            await self._connection.open()
            opened.push_async_callback(self._work.end)
            opened.push_async_callback(self._connection.close)
            self._opened = opened.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._opened.aclose()

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        """Hear and answer until cancelled."""
        self._hearing.listen(self._work.follow(on_message))
        self._asking.listen(self._work.follow(on_request))
        await self._connection.stay()

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

    def _make_app(self, session: aiohttp.ClientSession) -> AsyncApp:
        """Bolt's app, with every listener on it; it calls as our own clients do."""
        app = AsyncApp(token=self._tokens[BOT], name="parley")
        app.client.base_url = type(app.client).BASE_URL
        app.client.session = session
        home = Home(self._asking)
        commands, presses = Commands(self._asking, self._hearing.read), Presses(self._asking, home)
        for part in (self._hearing, commands, presses, home):
            part.register(app)
        return app
