"""The connection to the bus, and the streams on it, which are made where they are missing."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import structlog
from nats.aio.client import Client
from nats.errors import AuthorizationError, Error
from nats.js import JetStreamContext
from nats.js.api import StreamConfig
from nats.js.errors import APIError, NotFoundError, ServiceUnavailableError

from bot.bus import streams
from bot.bus.errors import BusUnreachableError
from bot.config.errors import ConfigIssue, SettingsError

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

CONNECT_SECONDS = 5.0
"""Seconds for which the server is asked at the start."""

ANSWER_SECONDS = 5.0
"""Seconds in which it answers a request."""

FAILURES = (Error, OSError, TimeoutError)
"""Errors of the library while the server does not answer, or refuses."""


@dataclass(frozen=True, slots=True)
class Bus:
    """An open connection, which is made again by itself."""

    client: Client
    stream: JetStreamContext


@asynccontextmanager
async def open_bus(
    servers: Sequence[str], *, max_bytes: int = streams.MAX_BYTES
) -> AsyncIterator[Bus]:
    """Connect to a server, or to any of a cluster; the streams are there once entered.

    Raises:
        BusUnreachableError: no server answers.
        SettingsError: it refuses the user, or has no JetStream.
    """
    client = await _connect(servers)
    try:
        bus = Bus(client, client.jetstream(timeout=ANSWER_SECONDS))
        await _prepare(bus, [streams.message_stream(max_bytes=max_bytes), streams.dead_stream()])
        yield bus
    finally:
        await client.close()


async def _connect(servers: Sequence[str]) -> Client:
    client = Client()
    faults: list[Exception] = []

    async def note(fault: Exception) -> None:
        faults.append(fault)
        log.debug("bus", error=type(fault).__name__)

    connecting = client.connect(
        list(servers),
        error_cb=note,
        disconnected_cb=partial(_log_disconnected, client),
        reconnected_cb=_log_reconnected,
        name="parley",
        reconnect_time_wait=1,
        max_reconnect_attempts=-1,
    )
    try:
        await asyncio.wait_for(connecting, CONNECT_SECONDS)
    except FAILURES as error:
        await client.close()
        if any(_is_refusal(each) for each in (error, *faults)):
            raise _refuse(
                "a server that refuses this user", "nats://USER:PASSWORD@HOST:4222"
            ) from error
        where = " or ".join(_without_secrets(server) for server in servers)
        raise BusUnreachableError(
            f"{where}: no answer; check that nats-server runs there, and that this machine reaches it"
        ) from error
    return client


def _is_refusal(fault: Exception) -> bool:
    """Return whether a server has refused the user: while it connects, the library has no type for that."""
    return isinstance(fault, AuthorizationError) or "authorization violation" in str(fault).lower()


async def _prepare(bus: Bus, configs: Sequence[StreamConfig]) -> None:
    try:
        for config in configs:
            try:
                await bus.stream.stream_info(config.name or "")  # as its owner may have changed it
            except NotFoundError:
                await bus.stream.add_stream(config)
    except ServiceUnavailableError as error:
        raise _refuse(
            "a server without JetStream", "nats-server --jetstream, with a store"
        ) from error
    except APIError as error:
        raise _refuse(
            "a server that makes no stream", f"one that does: {error.description}"
        ) from error


def _refuse(got: str, allowed: str) -> SettingsError:
    return SettingsError([ConfigIssue("PARLEY_BUS", got, allowed)])


def _without_secrets(server: str) -> str:
    scheme, _, rest = server.rpartition("//")
    return f"{scheme}//{rest.rpartition('@')[2]}"


async def _log_disconnected(client: Client) -> None:
    if not client.is_closed:
        log.warning(
            "the bus does not answer", remedy="look at nats-server; Parley goes on by itself"
        )


async def _log_reconnected() -> None:
    log.info("the bus answers again")
