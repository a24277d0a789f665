"""The websocket of Socket Mode: opened once the tokens are known to be good, and told of."""

import asyncio
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

from bot.platforms.slack.tokens import APP, blame, is_about_token
from bot.progress import Progress

_PING_EVERY = 10.0
"""Seconds between two pings; after four without an answer the connection counts as lost."""


class Connection:
    """Keeps an app connected: slack_sdk connects again by itself, and `progress` is told of it."""

    def __init__(
        self, app: AsyncApp, token: str, progress: Progress, *, ping_every: float = _PING_EVERY
    ) -> None:
        self._app = app
        self._token = token
        self._progress = progress
        self._ping_every = ping_every
        self._is_open = asyncio.Event()

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
        self._watching = asyncio.create_task(self._watch(), name="slack connection")
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await self._is_open.wait()

    async def stay(self) -> None:
        """Until cancelled."""
        await self._watching

    async def close(self) -> None:
        """Hang up."""
        self._watching.cancel()
        await asyncio.wait([self._watching])
        await self._client.close()  # type: ignore[no-untyped-call]

    async def _ask_for_address(self) -> str:
        try:
            answer = await self._app.client.apps_connections_open(app_token=self._token)
        except SlackApiError as error:
            if is_about_token(error.response["error"]):
                raise blame(APP, error.response["error"]) from error
            raise
        return str(answer["url"])

    async def _hear(
        self, _client: AsyncBaseSocketModeClient, said: dict[str, Any], _raw: str | None
    ) -> None:
        if said.get("type") == "hello":
            self._progress.connected()
            self._is_open.set()

    async def _watch(self) -> None:
        """Tell of what slack_sdk tells nobody: that the connection is gone, or alive."""
        while True:
            await asyncio.sleep(self._ping_every)
            if await self._client.is_connected():
                self._progress.heard()
            else:
                self._progress.lost()
