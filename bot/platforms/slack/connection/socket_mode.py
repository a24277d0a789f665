"""The websocket of Socket Mode: opened once the tokens are known to be good, and told of.

slack_sdk connects again by itself. What it does not do is done here: telling who is interested,
asking for another address, as each is good for one connection, and giving up on a token that is no
longer good.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

from bot.platforms.slack.connection.api_errors import UNANSWERED, blaming
from bot.platforms.slack.connection.tokens import APP
from bot.runtime.platform_stats import PlatformStats

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

PING_EVERY = 10.0
"""Seconds between two pings; after four without an answer slack_sdk takes the connection for lost."""

_BRIEF = 2
"""Pings. What happens while a connection is gone for no longer, Slack brings once more by itself."""


class SocketMode:
    """Keeps an app connected. `miss` is told since when nothing came, once events come again."""

    def __init__(
        self,
        app: AsyncApp,
        token: str,
        *,
        progress: PlatformStats,
        miss: Callable[[datetime], None],
        ping_every: float = PING_EVERY,
    ) -> None:
        self._app = app
        self._token = token
        self._progress = progress
        self._miss = miss
        self._ping_every = ping_every
        self._alive_at = datetime.now(UTC)
        self._is_open = asyncio.Event()
        self._closing = AsyncExitStack()

    async def open(self) -> None:
        """Connect, and wait until Slack says hello.

        Raises:
            SettingsError: the app's token is not valid.
        """
        # Asked here, as slack_sdk would ask for ever with a token that is no good.
        address = await self._ask_for_address()
        handler = AsyncSocketModeHandler(self._app, self._token, ping_interval=self._ping_every)
        self._client = handler.client
        self._client.wss_uri = address
        self._client.message_listeners.append(self._hear)
        self._closing.push_async_callback(self._client.close)
        self._watching = asyncio.create_task(self._watch(), name="slack connection")
        self._closing.callback(self._watching.cancel)
        connecting = asyncio.create_task(self._connect(handler), name="slack connecting")
        self._closing.callback(connecting.cancel)
        await asyncio.wait([connecting, self._watching], return_when=asyncio.FIRST_COMPLETED)
        await (self._watching if self._watching.done() else connecting)

    async def stay(self) -> None:
        """Until cancelled.

        Raises:
            SettingsError: the app's token is not valid any more.
        """
        await self._watching

    async def close(self) -> None:
        """Hang up, also where it was not opened to the end."""
        await self._closing.aclose()

    async def _connect(self, handler: AsyncSocketModeHandler) -> None:
        """Try for as long as it takes; what makes it hopeless is seen by `_watch`."""
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await self._is_open.wait()

    async def _ask_for_address(self) -> str:
        with blaming(APP):
            answer = await self._app.client.apps_connections_open(app_token=self._token)
        return str(answer["url"])

    async def _hear(
        self, _client: AsyncBaseSocketModeClient, said: dict[str, Any], _raw: str | None
    ) -> None:
        """Whatever Slack says on the connection; hello is the first of it."""
        if said.get("type") == "hello":
            gap = datetime.now(UTC) - self._alive_at
            if self._is_open.is_set() and gap > timedelta(seconds=_BRIEF * self._ping_every):
                log.info("connected again", after_seconds=round(gap.total_seconds()))
                self._miss(self._alive_at)
            self._progress.connected()
            self._is_open.set()
        self._alive_at = datetime.now(UTC)

    async def _watch(self) -> None:
        """See how the connection is, which slack_sdk tells nobody."""
        while True:
            await asyncio.sleep(self._ping_every)
            if await self._client.is_connected():
                self._alive_at = datetime.now(UTC)
                self._progress.heartbeat()
                continue
            if self._progress.is_connected:
                log.warning("connection lost")
            self._progress.disconnected()
            try:
                self._client.wss_uri = await self._ask_for_address()
            except UNANSWERED:
                self._client.wss_uri = None  # so that slack_sdk asks
