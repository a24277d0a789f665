"""The server of a desk, beside the platforms that it is about and in their event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

import structlog
import uvicorn
from starlette.types import ASGIApp

from bot.config.errors import ConfigIssue, SettingsError, explain_os_error, format_value
from bot.config.settings import Settings
from bot.runner import Served
from bot.web.desk.application import build_desk
from bot.web.desk.desk import Desk, DeskOptions, Source
from bot.web.desk.setup import DEFAULT_PORT, make_options

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_BACKLOG = 512

_PATIENCE = 2
"""Seconds that requests have to end in when the desk is closed; live updates never end by themselves."""


class DeskServer(uvicorn.Server):
    """A server that leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def serve_desk(
    settings: Settings, served: Sequence[Served], *, options: DeskOptions | None = None
) -> AsyncIterator[None]:
    """Serve the desk of these platforms while entered.

    Raises:
        SettingsError: the port is taken, or the settings would let strangers in.
    """
    options = options or replace(make_options(settings), now=served[0].pipeline.now)
    listening = _listen(settings)
    sources = {each.name: make_source(each) for each in served}
    store = served[0].pipeline.store
    async with serving(build_desk(Desk(sources, store, options)), listening, options):
        log.info("desk", at=options.address, sign_in=[each.platform for each in options.providers])
        yield


@asynccontextmanager
async def serving(
    app: ASGIApp, listening: socket.socket, options: DeskOptions
) -> AsyncIterator[None]:
    """Serve an application on a socket while entered."""
    server = DeskServer(
        uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=options.is_secure,
            timeout_graceful_shutdown=_PATIENCE,
        )
    )
    # Connections inherit it; without, an answer of two parts waits 40 ms for the browser to acknowledge the first.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    running = asyncio.create_task(server.serve([listening]), name="desk")
    try:
        yield
    finally:
        server.should_exit = True
        await running


def make_source(served: Served) -> Source:
    """Make the source of a platform that is served: what it reports says which communities are this process's."""

    def is_divided() -> bool:
        return served.stats.shards is not None and served.stats.shards.processes > 1

    return Source(served.pipeline, _stay_ready(served), served.stats.serves, is_divided)


def _stay_ready(served: Served) -> Callable[[], bool]:
    """Return whether a platform has ever been connected: what it is asked needs no live connection."""
    was_ready = False

    def is_ready() -> bool:
        nonlocal was_ready
        was_ready = was_ready or served.stats.is_connected
        return was_ready

    return is_ready


def _listen(settings: Settings) -> socket.socket:
    host, port = settings.desk_host, settings.desk_port or DEFAULT_PORT
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        allowed = f"a free port ({explain_os_error(error)})"
        raise SettingsError(
            [ConfigIssue("PARLEY_DESK_PORT", format_value(port), allowed)]
        ) from error
