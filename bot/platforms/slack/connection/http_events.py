"""HTTP in the place of a websocket: what Slack posts is taken at an address, for those behind a load balancer.

Bolt's own server answers, and checks of each request that Slack has signed it within five minutes.
"""

import asyncio

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.config.errors import ConfigIssue, SettingsError, format_value

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

PATH = "/slack/events"
"""Where events, commands and presses go; bolt adds /slack/install and /slack/oauth_redirect."""

_LAST_WORDS = 3.0
"""Seconds that answers under way have when it closes: as long as Slack waits."""


class HttpEvents:
    """Serves an app on an address of this machine: ("127.0.0.1", 3000)."""

    def __init__(self, app: AsyncApp, address: tuple[str, int]) -> None:
        self._app = app
        self._address = address
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listen.

        Raises:
            SettingsError: it cannot be listened there.
        """
        host, port = self._address
        served = self._app.server(port=port, path=PATH, host=host).web_app
        self._runner = web.AppRunner(served, access_log=None, shutdown_timeout=_LAST_WORDS)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            allowed = f"an address of this machine that is free ({error.strerror})"
            names = "PARLEY_SLACK_HOST, PARLEY_SLACK_PORT"
            raise SettingsError(
                [ConfigIssue(names, format_value(f"{host}:{port}"), allowed)]
            ) from error
        log.info("listening", at=f"http://{host}:{self.port}{PATH}")

    @property
    def port(self) -> int:
        """Where it listens, once it does; any free one was chosen where 0 was asked for."""
        assert self._runner is not None
        return int(self._runner.addresses[0][1])

    async def stay(self) -> None:
        """Until cancelled."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Listen no more, also where it was not opened to the end."""
        if self._runner:
            await self._runner.cleanup()
