"""What a PostgreSQL wants that a file does not: patience while it starts again, and to be shared.

Every connection of a process bears one name, its holder's, which the server lists for as long as the
process runs. What somebody has begun bears it too: so nobody takes up what another still works on.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import structlog
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    Text,
    cast,
    column,
    exists,
    func,
    or_,
    select,
    table,
    text,
    true,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 30.0
"""Seconds in which a server that was started again is back."""

_PAUSE = 0.5
"""Seconds between two tries to reach it."""

_TRIES = 5
"""A server that goes down still takes a connection or two."""

_LOST = ("08", "57P")
"""What PostgreSQL's codes for that begin with."""

_KEEPALIVES = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
"""After a minute's silence (seconds, and times) the server takes a machine for gone, not after hours."""

_MIGRATION = 0x7061726C6579
"""The lock of whoever changes the tables; the number is Parley's own."""

_NAME = text("SELECT CAST(pg_current_xact_id_if_assigned() AS text)")

_STATUS = text("SELECT pg_xact_status(CAST(CAST(:name AS text) AS xid8))")

_SESSIONS = table("pg_stat_activity", column("application_name", Text))


def create_postgres_engine(url: URL, *, patience: float) -> AsyncEngine:
    """An engine that waits as long as its patience for a server that does not answer.

    Raises:
        ModuleNotFoundError: asyncpg is not installed.
    """
    # asyncpg reads the address itself, and so knows all that may stand behind its "?".
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    holder = f"parley-{secrets.token_hex(8)}"
    settings = {"application_name": holder, **_KEEPALIVES}

    async def connect() -> Any:
        import asyncpg  # noqa: PLC0415 - whoever has SQLite does without

        clock = asyncio.get_running_loop().time
        until, is_waiting = clock() + patience, False
        not_yet = (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError)
        while True:
            try:
                return await asyncpg.connect(address, server_settings=settings)
            except not_yet as error:
                if clock() >= until:
                    raise
                if not is_waiting:
                    log.warning("database does not answer, trying again", reason=str(error))
                is_waiting = True
            await asyncio.sleep(_PAUSE)

    return create_async_engine(
        url,
        async_creator=connect,
        execution_options={"holder": holder},
        hide_parameters=True,
        pool_pre_ping=True,  # what the server has closed is opened again, before it is used
    )


def retry_if_disconnected(ask: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Asks once more where the server goes away before it answers: for what does no harm twice."""

    @wraps(ask)
    async def insist(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_TRIES - 1):
            try:
                return await ask(*args, **kwargs)
            except DBAPIError as error:
                if not is_disconnected(error):
                    raise
        return await ask(*args, **kwargs)

    return insist


def is_disconnected(error: DBAPIError) -> bool:
    """Whether it tells of a connection that broke, or of a server on its way down or up."""
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state.startswith(_LOST)


def lease_owner(engine: AsyncEngine) -> str | None:
    """Under which name this process holds what it has begun; none on SQLite, which is not shared."""
    holder: str | None = engine.get_execution_options().get("holder")
    return holder


def is_unleased(rows: Table, engine: AsyncEngine) -> ColumnElement[bool]:
    """Those that were begun by this process, or by one that runs no more."""
    mine = lease_owner(engine)
    if mine is None:
        return true()
    holder = rows.c.holder
    runs = exists().where(_SESSIONS.c.application_name == holder)
    return or_(holder.is_(None), holder == mine, ~runs)


def wait_for_turn(connection: Connection) -> None:
    """Of processes that start at once, one changes the tables; the others wait until it has."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(cast(_MIGRATION, BigInteger))))


async def name_transaction(connection: AsyncConnection) -> str | None:
    """By which to ask for it later; None where nothing was written, and on SQLite."""
    if connection.dialect.name != "postgresql":
        return None
    name: str | None = await connection.scalar(_NAME)
    return name


async def is_committed(engine: AsyncEngine, transaction: str) -> bool:
    """Whether a transaction was committed, although the connection was lost before it said so."""
    async with engine.connect() as connection:
        status: str | None = await connection.scalar(_STATUS, {"name": transaction})
    return status == "committed"
