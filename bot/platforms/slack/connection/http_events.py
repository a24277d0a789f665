"""HTTP events: a server for what Slack posts, in place of the websocket, for those behind a load balancer.

Bolt's own server answers, and checks that Slack has signed each request within the last five minutes.
"""

import asyncio

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.config.errors import ConfigIssue, SettingsError, format_value

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

EVENTS_PATH = "/slack/events"
"""URL path of events, commands and buttons; bolt adds /slack/install and /slack/oauth_redirect."""

_SHUTDOWN_TIMEOUT = 3.0
"""Seconds that pending responses have when it closes: as long as Slack waits."""


class HttpEvents:
    """HTTP server of an app, on an address of this machine: ("127.0.0.1", 3000)."""

    def __init__(self, app: AsyncApp, address: tuple[str, int]) -> None:
        self._app = app
        self._address = address
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Start listening.

        Raises:
            SettingsError: the address cannot be listened on.
        """
        host, port = self._address
        server = self._app.server(port=port, path=EVENTS_PATH, host=host).web_app
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=_SHUTDOWN_TIMEOUT)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            allowed = f"an address of this machine that is free ({error.strerror})"
            names = "PARLEY_SLACK_HOST, PARLEY_SLACK_PORT"
            raise SettingsError(
                [ConfigIssue(names, format_value(f"{host}:{port}"), allowed)]
            ) from error
        log.info("listening", at=f"http://{host}:{self.port}{EVENTS_PATH}")

    @property
    def port(self) -> int:
        """The port it listens on, once it does; a free one where 0 was asked for."""
        assert self._runner is not None
        return int(self._runner.addresses[0][1])

    async def serve_forever(self) -> None:
        """Wait until cancelled."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Stop listening; also after an `open` that failed."""
        if self._runner:
            await self._runner.cleanup()
