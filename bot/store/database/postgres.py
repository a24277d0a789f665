"""PostgreSQL engines: connect patiently to a server that is starting, and share it with other processes."""

import asyncio
import os
from typing import Any

import structlog
from sqlalchemy import BigInteger, Connection, MetaData, cast, func, select
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.database.leases import LEASE_OWNER, make_lease_owner
from bot.store.database.reconnect import UnreachableError
from bot.store.database.tables import metadata

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

RETRY_SECONDS = 30.0
"""Enough for a server to restart."""

_PAUSE = 0.5
"""Seconds between two attempts to connect."""

_KEEPALIVES = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
"""The server takes a silent machine for gone after a minute, not after hours (seconds, and times)."""

_MIGRATION_LOCK = 0x7061726C6579
"""Key of the advisory lock on the schema: "parley" in ASCII."""


def create_postgres_engine(url: URL, *, retry_seconds: float) -> AsyncEngine:
    """Create an engine that tries for `retry_seconds` to connect to a server that does not answer.

    Raises:
        ModuleNotFoundError: asyncpg is not installed.
    """
    copy_index_conditions(metadata)
    # asyncpg reads the address itself, and so knows all that may stand behind its "?".
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    owner = make_lease_owner()
    settings = {"application_name": owner, **_KEEPALIVES}

    async def connect() -> Any:
        import asyncpg  # noqa: PLC0415 - SQLite needs no such driver

        clock = asyncio.get_running_loop().time
        deadline, is_retrying = clock() + retry_seconds, False
        not_yet = (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError)
        while True:
            try:
                return await asyncpg.connect(address, server_settings=settings)
            except not_yet as error:
                number = error.errno if isinstance(error, OSError) else None
                reason = os.strerror(number) if number else str(error)
                if clock() >= deadline:
                    raise UnreachableError(reason) from error
                if not is_retrying:
                    log.warning("database does not answer, trying again", reason=reason)
                is_retrying = True
            await asyncio.sleep(_PAUSE)

    return create_async_engine(
        url,
        async_creator=connect,
        execution_options={LEASE_OWNER: owner},
        hide_parameters=True,
        pool_pre_ping=True,  # what the server has closed is opened again, before it is used
    )


def copy_index_conditions(tables: MetaData) -> None:
    """Copy the conditions of partial indexes, which are written for SQLite, to PostgreSQL.

    Were they written for both, SQLAlchemy would load what it has for PostgreSQL, 3 MiB, for a bot on SQLite too.
    """
    for table in tables.tables.values():
        for index in table.indexes:
            condition = index.dialect_options["sqlite"]["where"]
            index.dialect_options["postgresql"]["where"] = condition


def lock_migrations(connection: Connection) -> None:
    """Wait until no other process changes the tables, and keep others waiting.

    On SQLite whatever is asked first takes the lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(cast(_MIGRATION_LOCK, BigInteger))))
    else:
        connection.execute(select(1))
