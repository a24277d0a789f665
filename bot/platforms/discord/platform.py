"""The Discord platform: one connection, and all that receives and sends over it."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self

import discord

from bot.alerts.alert import Alert
from bot.config.catalogs import read_catalogs
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.case import Card
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Policy
from bot.domain.steps import StepLog
from bot.domain.surfaces import SurfaceRules
from bot.domain.surroundings import DeletedMessages, RecentMessages, Surroundings
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import NameKind
from bot.platforms.discord.gateway import AppCommand, Gateway
from bot.platforms.discord.gateway_connection import GatewayConnection
from bot.platforms.discord.inbound.backfill import Backfill
from bot.platforms.discord.inbound.converter import NAME, resolve_location
from bot.platforms.discord.inbound.event_listener import EventListener
from bot.platforms.discord.interactions.authority import outranks
from bot.platforms.discord.interactions.command_registration import register_commands
from bot.platforms.discord.interactions.context_menus import make_context_menus
from bot.platforms.discord.interactions.directory import GuildDirectory
from bot.platforms.discord.interactions.handler import InteractionHandler
from bot.platforms.discord.interactions.help_desk import HelpDesk
from bot.platforms.discord.interactions.names import resolve_name
from bot.platforms.discord.interactions.slash_commands import ToxicityCommands
from bot.platforms.discord.outbound.actions import ActionExecutor
from bot.platforms.discord.outbound.alert_channel import find_channel
from bot.platforms.discord.outbound.alert_sender import AlertSender
from bot.platforms.discord.outbound.alert_updates import AlertUpdater
from bot.platforms.discord.outbound.dm import MemberNotifier
from bot.platforms.discord.outbound.name_restoring import is_restorable
from bot.platforms.discord.outbound.nearby_messages import read_surroundings
from bot.platforms.discord.outbound.owner_dm import tell_owner
from bot.platforms.discord.outbound.recent_messages import find_recent
from bot.platforms.discord.request_budget import RequestBudget
from bot.platforms.discord.request_pace import RequestPace
from bot.platforms.shared.action_sequence import run_action
from bot.platforms.shared.task_tracker import TaskTracker
from bot.runtime.alert_cards import AlertCards, TransientCards
from bot.runtime.platform_port import AlertChannel, DigestMessage, OnMessage, OnRequest
from bot.runtime.platform_stats import PlatformStats

_SETTLE_SECONDS = 10.0
"""Seconds for which what came in a shard is worked on before the next process takes it up."""


class Discord:
    """The platform of one bot, in all guilds that it is in.

    `since`: messages after it are read at the start; None reads none.
    `cards`: a record of where cases are shown, in memory without one.
    `asks_pluralkit`: PluralKit is asked who wrote what it posts. `surfaces`: what is read besides messages. `guild_ready_timeout`: seconds without another guild's arrival after which all are known.
    """

    name = NAME
    supported: Collection[Action] = tuple(Action)
    reversible: Collection[Action] = (Action.TIMEOUT, Action.BAN)

    def __init__(
        self,
        token: str,
        *,
        alert_channels: Collection[str],
        stats: PlatformStats,
        since: datetime | None = None,
        asks_pluralkit: bool = False,
        surfaces: SurfaceRules | None = None,
        guild_ready_timeout: float = 2.0,
        cards: AlertCards | None = None,
    ) -> None:
        self._token = token
        self._alert_channels = alert_channels
        self._stats = stats
        self._since = since
        self._asks_pluralkit = asks_pluralkit
        self._surfaces = surfaces or SurfaceRules()
        self._guild_ready_timeout = guild_ready_timeout
        self._cards = cards or TransientCards()

    async def __aenter__(self) -> Self:
        """Connect, and wait until all guilds are known.

        Raises:
            SettingsError: the token is invalid, or the message content intent is off.
        """
        catalogs = read_catalogs()
        self._alert_updater = updater = AlertUpdater(self._cards, self._find_message)
        self._interaction_handler = InteractionHandler(updater, catalogs=catalogs)
        commands: list[AppCommand] = [
            ToxicityCommands(self._interaction_handler),
            *make_context_menus(self._interaction_handler),
        ]
        self._budget = budget = RequestBudget(find_processes=self._count_processes)
        trace = budget.make_trace()
        RequestPace(self._count_processes).attach(trace)
        self._stats.find_request_problem = lambda: budget.problem
        self._connection = self._make_connection()
        self._client = client = Gateway(
            self,
            self._connection,
            commands=commands,
            rules=self._surfaces,
            http_trace=trace,
            guild_ready_timeout=self._guild_ready_timeout,
        )
        self._backfill = Backfill(
            client,
            on_message=self._replay,
            on_thread=self._replay_thread,
            on_read=self._note_read,
            missed=self._stats.missed,
        )
        self._alert_sender = alerts = AlertSender(client, self._alert_channels, updater)
        self._event_listener = EventListener(
            client,
            on_overflow=self._backfill.enqueue_overflow,
            is_exempt=alerts.is_alert_channel,
            asks_pluralkit=self._asks_pluralkit,
            rules=self._surfaces,
            on_unknown=self._stats.unknown_kinds.note,
        )
        client.surfaces = self._event_listener.surfaces
        client.fates = self._stats.fates
        self._help_desk = HelpDesk(client, catalogs=catalogs)
        self.directory = GuildDirectory(client)
        self._notifier = MemberNotifier(client, catalogs=catalogs)
        self._executor = ActionExecutor(client, self._surfaces)
        self._tasks = TaskTracker()
        self._registering: asyncio.Task[None] | None = None
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._close)
            self._connected = await self._connection.open(client, self._token)
            stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._close()

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        """Submit messages and requests until cancelled, or until Discord closes the connection for good."""
        self._stats.find_unread = self._find_unread
        self._event_listener.listen(self._tasks.track(on_message))
        self._interaction_handler.listen(self._tasks.track(on_request))
        self._help_desk.listen(self._tasks.track(on_request))
        backfilling = asyncio.create_task(self._backfill.run(), name="discord backfill")
        try:
            await asyncio.wait([backfilling, self._connected], return_when=asyncio.FIRST_COMPLETED)
            if backfilling.done():
                await backfilling
            await self._connected
        finally:
            backfilling.cancel()
            await asyncio.wait([backfilling])

    def supported_on(self, message: Message) -> Collection[Action]:  # noqa: ARG002 - alike for all
        """Return all supported actions."""
        return self.supported

    def reversible_on(self, message: Message) -> Collection[Action]:
        """Return the reversible actions; a name that was taken away can be given back."""
        return (*self.reversible, *([Action.DELETE] if is_restorable(message) else []))

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """Carry out an action on a message and its author."""
        return await run_action(enforcement, primitives=self._executor, notifier=self._notifier)

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """End a timeout or a ban, or give a name back."""
        if enforcement.action is Action.DELETE:
            return await self._executor.restore_name(enforcement)
        return await self._executor.lift_sanction(enforcement)

    async def alert(self, alert: Alert) -> Outcome:
        """Show a case in the alert channel of its guild."""
        return await self._alert_sender.send(alert)

    async def redraw(self, alert: Alert) -> None:
        """Redraw a case wherever moderators were shown it."""
        await self._alert_updater.update(alert)

    async def next_alert_channel(self) -> AlertChannel:
        """Wait for a guild whose alert channel may have changed."""
        return await self._alert_sender.next_channel()

    async def tell_administrator(self, community: str, notice: Reply) -> Outcome:
        """Send a direct message to the owner of a guild."""
        return await tell_owner(self._client, community, notice)

    async def notify(self, notice: Notice, steps: StepLog) -> Outcome:
        """Send a notice as a direct message."""
        return await self._notifier.notify(notice, steps)

    async def outranks(self, by: Author, message: Message) -> bool | None:
        """Ask Discord whether a member's top role is above that of a message's author."""
        guild = self._client.get_guild(int(message.community))
        return None if guild is None else await outranks(guild, by, message)

    async def resolve(self, kind: NameKind, written: str, community: str) -> str | Refusal:
        """Look a role, channel or member of a guild up."""
        guild = self._client.get_guild(int(community))
        if guild is None:
            return Refusal("Discord does not show me this server now", "try again in a moment")
        return await resolve_name(guild, kind, written)

    def take_policy(self, policy: Policy) -> None:
        """Choose the alert channels again, and what is read, by another policy file."""
        self._alert_sender.configure(policy.alerts)
        self._event_listener.surfaces.configure(policy.surfaces)
        self._executor.configure(policy.surfaces)

    async def scopes_of(self, channel: str, community: str) -> Sequence[str]:
        """Return a thread with its channel and category, as far as Discord shows them."""
        guild = self._client.get_guild(int(community))
        found = find_channel(guild, channel) if guild else None
        location = resolve_location(found)
        if location is None:
            return (channel,)
        scopes = (location["thread"], location["channel"], location["category"])
        return [scope for scope in scopes if scope]

    async def announce(self, community: str, change: Reply) -> Outcome:
        """Send a note to the alert channel of a guild."""
        return await self._alert_sender.announce(community, change)

    async def post(self, community: str, digest: DigestMessage) -> Outcome:
        """Send a digest to the alert channel of a guild."""
        return await self._alert_sender.post_digest(community, digest)

    async def surroundings(self, message: Message) -> Surroundings | Refusal:
        """Read the messages around one."""
        return await read_surroundings(self._client, message)

    async def find_recent(
        self, community: str, author: str, *, since: datetime, channel: str | None
    ) -> RecentMessages | Refusal:
        """Look for what a member wrote since a time."""
        guild = self._client.get_guild(int(community))
        if guild is None or guild.unavailable:
            return Refusal("Discord does not show this server at the moment", "try again soon")
        return await find_recent(guild, author, since=since, channel=channel)

    async def delete_recent(self, messages: Sequence[Message], *, reason: str) -> DeletedMessages:
        """Delete messages of a member."""
        return await self._executor.delete_recent(messages, reason=reason)

    async def handle_message(self, message: discord.Message) -> None:
        """Submit a new message; answer one that is to the bot alone."""
        if message.guild is None:
            await self._help_desk.answer(message)
            return
        await self._event_listener.on_message(message)

    async def handle_edit(self, message: discord.Message) -> None:
        """Submit an edited message."""
        await self._event_listener.on_edit(message)

    async def handle_thread(self, thread: discord.Thread, *, is_new: bool) -> None:
        """Submit the name of a thread that was opened or renamed."""
        await self._event_listener.on_thread(thread, is_new=is_new)

    async def handle_component(self, interaction: discord.Interaction) -> None:
        """Submit the request behind a pressed button."""
        await self._interaction_handler.handle_component(interaction)

    async def hold_back(self) -> None:
        """Wait while the pipeline is crowded."""
        await self._stats.intake.hold_back()

    def handle_change(self, guild: int) -> None:
        """Forget refusals and alert channels that the change may have made outdated."""
        self._executor.forget_refusals()
        self._alert_sender.note_change(guild)

    def handle_login(self) -> None:
        """Begin to register the commands; what is to be moderated does not wait for it."""
        report = partial(self._stats.note_problem, "commands")
        registering = register_commands(self._client.tree.sync, report)
        self._registering = asyncio.create_task(registering, name="discord commands")

    def _make_connection(self) -> GatewayConnection:
        return GatewayConnection(
            self._stats, since=self._since, on_guilds=self._take_guilds, settle=self._settle
        )

    def _count_processes(self) -> int:
        return self._stats.shards.processes if self._stats.shards else 1

    def _find_message(self, card: Card) -> discord.PartialMessage:
        channel = self._client.get_partial_messageable(int(card.channel))
        return channel.get_partial_message(int(card.message))

    def _find_unread(self) -> datetime | None:
        """Return when the oldest message was written that is still to be read, or to be taken."""
        sources = (self._connection, self._backfill, self._event_listener)
        unread = (source.unread_since for source in sources)
        return min(filter(None, unread), default=None)

    async def _replay(self, source: discord.Message, *, has_left: bool) -> None:
        await self._event_listener.replay(source, has_left=has_left)

    def _note_read(self, channel: int) -> None:
        self._stats.note_place_read(str(channel))

    async def _replay_thread(self, thread: discord.Thread) -> None:
        await self._event_listener.on_thread(thread, is_new=True)

    def _take_guilds(self, guilds: Sequence[discord.Guild], since: datetime | None) -> None:
        """Choose the alert channels of guilds, and start the backfill of what no session replays."""
        for guild in guilds:
            self._alert_sender.note_change(guild.id)
        if since:
            self._backfill.catch_up(since, guilds)

    async def _settle(self, guilds: Sequence[discord.Guild]) -> None:
        """Let what came be worked on; what is still to be read in these guilds, another process reads."""
        channels = {each.id for guild in guilds for each in (*guild.channels, *guild.threads)}
        self._backfill.forget(channels)
        await self._tasks.settle(seconds=_SETTLE_SECONDS)

    async def _close(self) -> None:
        if self._registering:
            self._registering.cancel()
            await asyncio.wait([self._registering])
        await self._client.close()
        await self._tasks.drain()
        await self._event_listener.close()
        await self._connection.close()
