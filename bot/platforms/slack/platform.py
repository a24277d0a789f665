"""The Slack platform: composes the connection, the listeners, the actions and the alerts."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import Self

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Policy
from bot.domain.steps import StepLog
from bot.domain.surroundings import DeletedMessages, RecentMessages, Surroundings
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import NameKind
from bot.platforms.shared.action_sequence import run_action
from bot.platforms.shared.task_tracker import TaskTracker
from bot.platforms.slack.connection.app_lifecycle import AppLifecycle
from bot.platforms.slack.connection.bolt_app import make_app
from bot.platforms.slack.connection.http_events import HttpEvents
from bot.platforms.slack.connection.locales import Locales
from bot.platforms.slack.connection.oauth_installations import (
    OAuthInstallations,
    open_installations,
)
from bot.platforms.slack.connection.request_pace import RequestPace
from bot.platforms.slack.connection.socket_mode import PING_INTERVAL, SocketMode
from bot.platforms.slack.connection.token_health import TokenHealth
from bot.platforms.slack.connection.tokens import APP, USER, ConnectionMode, choose_mode
from bot.platforms.slack.connection.workspaces import Workspaces, sign_in
from bot.platforms.slack.inbound.backfill import Backfill
from bot.platforms.slack.inbound.channels import Channels
from bot.platforms.slack.inbound.converter import NAME
from bot.platforms.slack.inbound.event_listener import EventListener
from bot.platforms.slack.inbound.nearby_messages import read_surroundings
from bot.platforms.slack.inbound.users import Users
from bot.platforms.slack.interactions.app_home import AppHome
from bot.platforms.slack.interactions.button_handler import ButtonHandler
from bot.platforms.slack.interactions.channel_confirmation import ChannelConfirmation
from bot.platforms.slack.interactions.directory import WorkspaceDirectory
from bot.platforms.slack.interactions.handler import InteractionHandler
from bot.platforms.slack.interactions.help_desk import HelpDesk
from bot.platforms.slack.interactions.names import resolve_name
from bot.platforms.slack.interactions.report_form import ReportForms
from bot.platforms.slack.interactions.slash_commands import ToxicityCommands
from bot.platforms.slack.outbound.actions import ActionExecutor, explain_substitute
from bot.platforms.slack.outbound.administrator_dm import tell_administrator
from bot.platforms.slack.outbound.alert_channels import AlertChannels
from bot.platforms.slack.outbound.alert_sender import AlertSender
from bot.platforms.slack.outbound.dm import MemberNotifier
from bot.platforms.slack.outbound.purges import delete_recent, find_recent
from bot.platforms.slack.outbound.restoring import Restorer, find_reversible
from bot.runtime.alert_cards import AlertCards
from bot.runtime.platform_port import (
    AlertChannel,
    DigestMessage,
    FindAlertChannel,
    OnMessage,
    OnRequest,
    find_no_alert_channel,
)
from bot.runtime.platform_stats import PlatformStats

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_REINSTALL = "install the app again, put the new tokens into .env, and start again; `python -m bot doctor` says more"
_NEW_INSTALLATION = "whoever installed it there opens /slack/install once more"

_TIMEOUT = aiohttp.ClientTimeout(total=30)


class Slack:
    """Platform of one workspace, or of all that have installed the app, as the tokens say.

    Messages since `since` are backfilled at the start. `address` is where HTTP events are taken; the
    tokens of installations are in `database`. `cards`: a record of where cases are shown, in memory without one.

    Raises:
        SettingsError: the tokens do not go together.
    """

    name = NAME
    reversible: Collection[Action] = (Action.KICK,)

    def __init__(
        self,
        tokens: Mapping[str, str],
        *,
        policy: Policy,
        stats: PlatformStats,
        since: datetime | None = None,
        ping_interval: float = PING_INTERVAL,
        address: tuple[str, int] = ("127.0.0.1", 3000),
        database: object = None,
        cards: AlertCards | None = None,
        find_alert_channel: FindAlertChannel = find_no_alert_channel,
    ) -> None:
        self._mode = choose_mode(tokens)
        self._tokens = tokens
        self._address = address
        self._database = database
        self._cards = cards
        self._find_alert_channel = find_alert_channel
        self._policy = policy
        self._stats = stats
        self._since = since
        self._ping_interval = ping_interval
        self._pace = RequestPace(lambda: stats.neighbours.processes)

    @property
    def supported(self) -> Collection[Action]:
        """The possible actions; DELETE needs an administrator's token.

        Of many workspaces, some have one and some have none: `ActionExecutor` looks at each.
        """
        deletes = (
            (Action.DELETE,) if USER in self._tokens or self._mode is ConnectionMode.OAUTH else ()
        )
        return (Action.NONE, Action.FLAG, Action.WARN, *deletes, Action.KICK)

    async def __aenter__(self) -> Self:
        """Sign in and connect.

        Raises:
            SettingsError: a token is not valid, or the address cannot be listened on.
        """
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession(timeout=_TIMEOUT))
            workspaces, installations = await self._sign_in(session)
            self._workspaces, self._installations = workspaces, installations
            self._users = users = Users(workspaces, fates=self._stats.fates)
            self.directory = WorkspaceDirectory(workspaces, users)
            self._alert_channels = AlertChannels(
                workspaces, self._policy.alerts, find_confirmed=self._find_alert_channel
            )
            self._alert_sender = alerts = AlertSender(
                workspaces, self._alert_channels, cards=self._cards
            )
            locales = Locales()
            self._interaction_handler = handler = InteractionHandler(
                workspaces, alerts, users.find_recent, locales
            )
            self._help_desk = HelpDesk(locales)
            self._event_listener = EventListener(
                session,
                workspaces,
                users,
                is_exempt=self._alert_channels.is_alert_channel,
                on_new=self._help_desk.answer,
                rules=self._policy.surfaces,
                on_unknown=self._stats.unknown_kinds.note,
                fates=self._stats.fates,
            )
            self._notifier = MemberNotifier(workspaces, locales=locales)
            self._executor = ActionExecutor(workspaces)
            self._restorer = Restorer(workspaces)
            self._channels = Channels(
                workspaces,
                self._policy,
                on_change=self._alert_channels.note_change,
                on_named=self._event_listener.surfaces.on_channel_event,
            )
            self._backfill = Backfill(
                workspaces, self._event_listener.on_message, self._stats.missed
            )
            self._tasks = TaskTracker()
            home = AppHome(handler)
            app = make_app(
                self._tokens,
                session,
                workspaces=workspaces,
                installations=installations,
                on_message=self._event_listener.on_event,
            )
            for part in (
                self._event_listener,
                self._event_listener.surfaces,
                users,
                self._channels,
                AppLifecycle(installations, on_gap=self._backfill.catch_up),
                ToxicityCommands(handler, self._event_listener.convert),
                ReportForms(handler, self._event_listener.convert),
                ButtonHandler(handler, home),
                ChannelConfirmation(handler, on_change=self._alert_channels.note_change),
                home,
            ):
                part.register(app)
            self._connection = self._connect(app)
            stack.push_async_callback(self._tasks.drain)
            stack.push_async_callback(self._connection.close)
            await self._connection.open()
            self._exit_stack = stack.pop_all()
        if self._since:
            self._backfill.catch_up(self._since)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._exit_stack.aclose()

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        """Submit messages and requests until cancelled.

        Raises:
            SettingsError: the app's token is not valid any more.
        """
        self._stats.find_unread = self._find_unread
        self._event_listener.listen(self._tasks.track(on_message))
        self._interaction_handler.listen(self._tasks.track(on_request))
        self._help_desk.listen(self._tasks.track(on_request))
        running = (
            self._connection.serve_forever(),
            self._backfill.run(),
            self._set_up_workspaces(self._workspaces),
            *([self._installations.keep_fresh()] if self._installations else []),
        )
        tasks = [asyncio.create_task(each, name="slack") for each in running]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def supported_on(self, message: Message) -> Collection[Action]:
        """Return the supported actions, without a deletion where nobody could delete."""
        return self._executor.possible_on(message, self.supported)

    def reversible_on(self, message: Message) -> Collection[Action]:
        """Return what can be taken back: a removal from a channel, and the clearing of its topic or purpose."""
        return find_reversible(message)

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """Carry out an action, as far as Slack and the tokens allow it."""
        enforcement = self._executor.adapt(enforcement)
        outcome = await run_action(enforcement, primitives=self._executor, notifier=self._notifier)
        return explain_substitute(outcome, enforcement.requested)

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """Invite a member again, or set a topic or purpose again; withhold every other undo."""
        return await self._restorer.undo(enforcement)

    async def alert(self, alert: Alert) -> Outcome:
        """Send an alert to the moderators' channel of its workspace."""
        return await self._alert_sender.send(alert)

    async def surroundings(self, message: Message) -> Surroundings | Refusal:
        """Read the messages around one."""
        workspace = self._workspaces.resolve(message.community)
        return await read_surroundings(workspace, self._users, message)

    async def find_recent(
        self, community: str, author: str, *, since: datetime, channel: str | None
    ) -> RecentMessages | Refusal:
        """Look for what a person wrote since a time."""
        workspace = self._workspaces.resolve(community)
        return await find_recent(workspace, self._users, author, since=since, channel=channel)

    async def delete_recent(self, messages: Sequence[Message], *, reason: str) -> DeletedMessages:  # noqa: ARG002
        """Delete messages of a person; Slack keeps no reason."""
        workspace = self._workspaces.resolve(messages[0].community)
        return await delete_recent(workspace, messages)

    async def redraw(self, alert: Alert) -> None:
        """Redraw a case wherever moderators were shown it."""
        await self._alert_sender.update(alert)

    async def next_alert_channel(self) -> AlertChannel:
        """Wait for a workspace whose alert channel may have changed."""
        return await self._alert_channels.next()

    async def tell_administrator(self, community: str, notice: Reply) -> Outcome:
        """Send a direct message to an administrator of a workspace."""
        workspace = self._workspaces.resolve(community)
        choices = await self._alert_channels.list_confirmable(workspace)
        return await tell_administrator(workspace, notice, choices)

    async def notify(self, notice: Notice, steps: StepLog) -> Outcome:
        """Send a notice to its member."""
        return await self._notifier.notify(notice, steps)

    async def outranks(self, by: Author, message: Message) -> bool:  # noqa: ARG002 - no ranks
        """Answer that nobody stands in the way: a workspace has no ranks."""
        return True

    async def resolve(self, kind: NameKind, written: str, community: str) -> str | Refusal:
        """Look a person, user group or channel of a workspace up."""
        return await resolve_name(self._workspaces.resolve(community), kind, written)

    def take_policy(self, policy: Policy) -> None:
        """Choose the alert channels again, and join channels, by another policy file."""
        self._channels.configure(policy)
        self._event_listener.surfaces.configure(policy.surfaces)
        self._alert_channels.configure(policy.alerts)
        for workspace in self._workspaces.all():
            self._workspaces.add(workspace)  # as if it were new: its channels are joined

    async def scopes_of(self, channel: str, community: str) -> Sequence[str]:  # noqa: ARG002
        """Return the channel itself: there are no others around it."""
        return (channel,)

    async def post(self, community: str, digest: DigestMessage) -> Outcome:
        """Send a digest to the alert channel of a workspace."""
        return await self._alert_sender.post_digest(community, digest)

    async def announce(self, community: str, change: Reply) -> Outcome:
        """Send a note to the alert channel of a workspace."""
        return await self._alert_sender.announce(community, change)

    def _find_unread(self) -> datetime | None:
        """Return when the oldest message was written that is still to be read, or to be taken."""
        unread = (self._backfill.unread_since, self._event_listener.unread_since)
        return min(filter(None, unread), default=None)

    async def _sign_in(
        self, session: aiohttp.ClientSession
    ) -> tuple[Workspaces, OAuthInstallations | None]:
        if self._mode is not ConnectionMode.OAUTH:
            self._health = TokenHealth(self._stats, remedy=_REINSTALL)
            return await sign_in(self._tokens, session, self._health, pace=self._pace), None
        self._health = TokenHealth(self._stats, remedy=_NEW_INSTALLATION)
        installations = await open_installations(
            self._tokens, session, self._database, self._health, pace=self._pace
        )
        return installations.workspaces, installations

    def _connect(self, app: AsyncApp) -> SocketMode | HttpEvents:
        unused = sorted(set(self._tokens) - set(self._mode.value))
        log.info("connecting", way=self._mode.name.lower(), unused=unused)
        if self._mode is not ConnectionMode.SOCKET:
            return HttpEvents(app, self._address)
        return SocketMode(
            app,
            self._tokens[APP],
            stats=self._stats,
            on_gap=self._backfill.catch_up,
            ping_interval=self._ping_interval,
        )

    async def _set_up_workspaces(self, workspaces: Workspaces) -> None:
        """Join the channels of each added workspace, and check that it has an alert channel."""
        while True:
            workspace = await workspaces.next_added()
            await self._channels.join_all(workspace)
            self._alert_channels.note_change(workspace.id)
            if problem := self._health.pop_announcement(workspace.url):
                await self.announce(workspace.id, Reply.of("Something is missing", problem))
