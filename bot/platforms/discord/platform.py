"""The platform: connects, hears, acts, shows, and answers."""

import asyncio
from collections.abc import Collection
from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import Self

import discord

from bot.alerts.alert import Alert
from bot.config.errors import SettingsError
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.notice import Notice
from bot.platforms.discord.gateway import Command, Gateway
from bot.platforms.discord.inbound.backfill import Backfill
from bot.platforms.discord.inbound.converter import NAME
from bot.platforms.discord.inbound.event_listener import EventListener
from bot.platforms.discord.inbound.gaps import GapTracker
from bot.platforms.discord.interactions.handler import InteractionHandler
from bot.platforms.discord.interactions.slash_commands import ToxicityCommands, make_menus
from bot.platforms.discord.outbound.actions import ActionExecutor
from bot.platforms.discord.outbound.alert_sender import AlertSender
from bot.platforms.discord.outbound.alert_updates import AlertUpdater
from bot.platforms.discord.outbound.dm import MemberNotifier
from bot.platforms.discord.permissions import NO_CONTENT, WRONG_TOKEN
from bot.platforms.shared.task_tracker import TaskTracker
from bot.runtime.platform_port import OnMessage, OnRequest
from bot.runtime.platform_stats import PlatformStats

_AUTHENTICATION_FAILED = 4004
"""How the gateway closes on a token that is not valid."""


class Discord:
    """All servers that one bot is in. What was said after `since` is read when it starts.

    `ready_within`: seconds without news of another server after which all are known.
    """

    name = NAME
    supported: Collection[Action] = tuple(Action)
    reversible: Collection[Action] = (Action.TIMEOUT, Action.BAN)

    def __init__(
        self,
        token: str,
        *,
        alert_channels: Collection[str],
        progress: PlatformStats,
        since: datetime | None = None,
        ready_within: float = 2.0,
    ) -> None:
        self._token = token
        self._alert_channels = alert_channels
        self._progress = progress
        self._since = since
        self._ready_within = ready_within

    async def __aenter__(self) -> Self:
        """Connect.

        Raises:
            SettingsError: the token is not valid, or may not read what is written.
        """
        redrawing = AlertUpdater()
        self._asking = InteractionHandler(redrawing)
        commands: list[Command] = [ToxicityCommands(self._asking), *make_menus(self._asking)]
        self._client = client = Gateway(self, commands=commands, ready_within=self._ready_within)
        self._backlog = Backfill(client, hear=self._replay, hear_thread=self._replay_thread)
        self._hearing = EventListener(client, miss=self._backlog.miss)
        self._alerts = AlertSender(client, self._alert_channels, redrawing)
        self._notices = MemberNotifier(client)
        self._deeds = ActionExecutor(client, self._notices)
        self._work = TaskTracker()
        self._is_ready = asyncio.Event()
        self._absence = GapTracker(self._since)
        async with AsyncExitStack() as opened:
            opened.push_async_callback(self._close)
            self._connecting = asyncio.create_task(self._connect(), name="discord gateway")
            await self._wait_until_ready()
            opened.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._close()

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        """Hear and answer until cancelled, or until Discord closes for good."""
        self._hearing.listen(self._work.track(on_message))
        self._asking.listen(self._work.track(on_request))
        reading = asyncio.create_task(self._backlog.work(), name="discord backlog")
        try:
            await asyncio.wait([reading, self._connecting], return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                await reading
            await self._connecting
        finally:
            reading.cancel()
            await asyncio.wait([reading])

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """Do it, if it is allowed."""
        return await self._deeds.enforce(enforcement)

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """End a timeout or a ban."""
        return await self._deeds.undo(enforcement)

    async def alert(self, alert: Alert) -> None:
        """Show a case in the moderators' channel of its server."""
        await self._alerts.show(alert)

    async def notify(self, notice: Notice) -> Outcome:
        """By direct message."""
        return await self._notices.notify(notice)

    async def handle_message(self, said: discord.Message) -> None:
        """A message was written."""
        await self._hearing.on_message(said)

    async def handle_edit(self, said: discord.Message) -> None:
        """A message was changed, pinned, or got a preview."""
        await self._hearing.on_edit(said)

    async def handle_thread(self, thread: discord.Thread, *, is_new: bool) -> None:
        """A thread was opened or renamed."""
        await self._hearing.on_thread(thread, is_new=is_new)

    async def handle_component(self, interaction: discord.Interaction) -> None:
        """A button was pressed."""
        await self._asking.handle_component(interaction)

    def handle_change(self) -> None:
        """Look anew at what is allowed, and for the moderators' channels."""
        self._deeds.forget_refusals()
        self._alerts.forget_channels()

    def handle_ready(self) -> None:
        """All servers are known; what no session was told of is read."""
        self._is_ready.set()
        self._alerts.look_for_channels()
        if since := self._absence.take():
            self._backlog.catch_up(since)

    def handle_connect(self, shard: int, *, is_resumed: bool) -> None:
        """Events come again, those that were missed first if the session is resumed."""
        self._absence.end(shard, is_resumed=is_resumed)
        if self._absence.is_over:
            self._progress.connected()

    def handle_disconnect(self, shard: int) -> None:
        """Remember since when nothing was heard."""
        self._absence.begin(shard)
        self._progress.disconnected()

    def handle_heartbeat(self) -> None:
        """The connection lives, however quiet it is."""
        self._progress.heartbeat()

    async def _replay(self, said: discord.Message) -> None:
        await self._hearing.replay(said)

    async def _replay_thread(self, thread: discord.Thread) -> None:
        await self._hearing.on_thread(thread, is_new=True)

    async def _wait_until_ready(self) -> None:
        """Until all servers are known, or until it is clear that they never will be."""
        ready = asyncio.create_task(self._is_ready.wait())
        try:
            await asyncio.wait([ready, self._connecting], return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
        if self._connecting.done():
            await self._connecting

    async def _connect(self) -> None:
        """Stay connected.

        Raises:
            SettingsError: the token is not valid, or may not read what is written.
        """
        try:
            await self._client.login(self._token)
            await self._client.connect()
        except discord.LoginFailure as error:
            raise SettingsError([WRONG_TOKEN]) from error
        except discord.PrivilegedIntentsRequired as error:
            raise SettingsError([NO_CONTENT]) from error
        except discord.ConnectionClosed as error:
            if error.code != _AUTHENTICATION_FAILED:
                raise
            raise SettingsError([WRONG_TOKEN]) from error

    async def _close(self) -> None:
        await self._client.close()
        await self._work.drain()
        await self._hearing.close()
        self._connecting.cancel()
        await asyncio.wait([self._connecting])
