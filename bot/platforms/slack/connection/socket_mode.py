"""Socket Mode: the websocket that brings events, with its health reported.

slack_sdk reconnects by itself. Added here: reports of the connection's state and of gaps, a new URL for
each attempt, as each is good for one connection, and an end where the token is not valid any more.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

from bot.platforms.slack.connection.api_errors import CALL_ERRORS, report_bad_token
from bot.platforms.slack.connection.tokens import APP
from bot.runtime.platform_stats import PlatformStats

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

PING_INTERVAL = 10.0
"""Seconds between pings; slack_sdk takes the connection for lost after four without an answer."""

_TOLERATED_PINGS = 2
"""Longest gap, in pings, that needs no backfill: Slack delivers its events again by itself."""


class SocketMode:
    """Websocket connection of an app; `on_gap` is called with the start of a gap once it is over."""

    def __init__(
        self,
        app: AsyncApp,
        token: str,
        *,
        stats: PlatformStats,
        on_gap: Callable[[datetime], None],
        ping_interval: float = PING_INTERVAL,
    ) -> None:
        self._app = app
        self._token = token
        self._stats = stats
        self._on_gap = on_gap
        self._ping_interval = ping_interval
        self._last_alive_at = self._stats.clock()
        self._has_connected = asyncio.Event()
        self._exit_stack = AsyncExitStack()

    async def open(self) -> None:
        """Connect, and wait for Slack's hello.

        Raises:
            SettingsError: the app's token is not valid.
        """
        # Requested here, as slack_sdk would go on for ever with an invalid token.
        url = await self._request_url()
        handler = AsyncSocketModeHandler(self._app, self._token, ping_interval=self._ping_interval)
        self._client = handler.client
        self._client.wss_uri = url
        self._client.message_listeners.append(self._on_raw_message)
        self._exit_stack.push_async_callback(self._client.close)
        self._monitoring = asyncio.create_task(self._monitor(), name="slack connection")
        self._exit_stack.callback(self._monitoring.cancel)
        connecting = asyncio.create_task(self._connect(handler), name="slack connecting")
        self._exit_stack.callback(connecting.cancel)
        await asyncio.wait([connecting, self._monitoring], return_when=asyncio.FIRST_COMPLETED)
        await (self._monitoring if self._monitoring.done() else connecting)

    async def serve_forever(self) -> None:
        """Stay connected until cancelled.

        Raises:
            SettingsError: the app's token is not valid any more.
        """
        await self._monitoring

    async def close(self) -> None:
        """Disconnect; also after an `open` that was not completed."""
        await self._exit_stack.aclose()

    async def _connect(self, handler: AsyncSocketModeHandler) -> None:
        """Connect, however long it takes; `_monitor` ends it where the token is not valid."""
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await self._has_connected.wait()

    async def _request_url(self) -> str:
        with report_bad_token(APP):
            response = await self._app.client.apps_connections_open(app_token=self._token)
        return str(response["url"])

    async def _on_raw_message(
        self, _client: AsyncBaseSocketModeClient, message: dict[str, Any], _raw: str | None
    ) -> None:
        """Note the time of a message; "hello" is the first on each connection."""
        if message.get("type") == "hello":
            gap = self._stats.clock() - self._last_alive_at
            if self._has_connected.is_set() and gap > timedelta(
                seconds=_TOLERATED_PINGS * self._ping_interval
            ):
                log.info("connected again", after_seconds=round(gap.total_seconds()))
                self._on_gap(self._last_alive_at)
            self._stats.connected()
            self._has_connected.set()
        self._last_alive_at = self._stats.clock()

    async def _monitor(self) -> None:
        """Check the connection at every ping, and report it; slack_sdk has no callback for that."""
        while True:
            await asyncio.sleep(self._ping_interval)
            if await self._client.is_connected():
                self._last_alive_at = self._stats.clock()
                self._stats.heartbeat()
                continue
            if self._stats.is_connected:
                log.warning("connection lost")
            self._stats.disconnected()
            try:
                self._client.wss_uri = await self._request_url()
            except CALL_ERRORS:
                self._client.wss_uri = None  # so that slack_sdk requests it
