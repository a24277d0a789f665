"""The database engine: opens SQLite or PostgreSQL and migrates the schema to the newest version."""

import os
import sqlite3
from contextlib import closing, suppress
from typing import Any, Final

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.database.faults import explain_fault, is_damaged, is_misplaced, is_passing
from bot.store.database.postgres import RETRY_SECONDS, create_postgres_engine
from bot.store.database.schema import SchemaError, upgrade
from bot.store.database.sqlite_cursor import SqliteDriver

_BUSY_TIMEOUT_MS = 10_000
"""Milliseconds that a writer waits for another process to finish writing."""

MOST_SQLITE_BYTES: Final = 8 << 20
"""Memory above which SQLite reuses a page of its own rather than to take more, of all connections together.

By itself it keeps 2 MiB of pages for each of them, 30 MiB once the database is large.
"""

MOST_STATEMENTS: Final = 64
"""Statements that each connection keeps prepared, of 10 to 27 kB each: moderating a message takes three dozen."""

_POOL: dict[str, Any] = {"pool_size": 5, "max_overflow": 0, "pool_use_lifo": True}
"""Connections, which stay open once they were needed; what is used last is taken first, with its pages in memory."""

_REMEDIES = {
    "sqlite": "check that the place exists and can be written, and holds nothing else",
    "postgresql": "check that the server runs, and that the user, the password and the name are its",
}


_DAMAGE_REMEDIES = {
    "sqlite": (
        "it is damaged: move it away with the files -wal and -shm beside it, and put a backup in its place"
        ' (or what `sqlite3 FILE ".recover"` can still read)'
    ),
    "postgresql": "it is damaged: restore a backup of it, its server's log says more",
}

_NO_DATABASE = "file is not a database"


class StoreError(Exception):
    """The database cannot be used. The message names it, the reason and a remedy in one line."""


class StoreUnreachableError(StoreError):
    """The database's server does not answer; it may in a minute."""


def to_store_error(error: DBAPIError | OSError, url: URL) -> StoreError:
    """Return an error of a database as what its owner reads: in one line, with a remedy."""
    reason = explain_fault(error)
    if is_damaged(error) and reason != _NO_DATABASE:
        return make_damage_error(reason, url)
    may_pass = isinstance(error, OSError) or (is_passing(error) and not is_misplaced(error))
    kind = StoreUnreachableError if may_pass else StoreError
    address = url.render_as_string(hide_password=True)
    return kind(f"{address}: {reason}; {_REMEDIES[url.get_backend_name()]}")


def make_damage_error(reason: str, url: URL) -> StoreError:
    """Make the error of a database that is damaged."""
    address = url.render_as_string(hide_password=True)
    return StoreError(f"{address}: {reason}; {_DAMAGE_REMEDIES[url.get_backend_name()]}")


def create_engine(url: URL, *, retry_seconds: float = RETRY_SECONDS) -> AsyncEngine:
    """Create an engine that writes durably and shows no values in its errors. Opens nothing yet.

    On PostgreSQL, each new connection is tried for `retry_seconds` while the server does not answer.

    Raises:
        StoreError: the database's driver is not installed.
    """
    if url.get_backend_name() == "postgresql":
        try:
            return create_postgres_engine(url, retry_seconds=retry_seconds)
        except ModuleNotFoundError as error:
            remedy = "install it: .venv/bin/pip install --require-hashes -r locks/bot.txt"
            raise StoreError(f"{url}: {error.name}, its driver, is missing; {remedy}") from error
    pool = {} if url.database in (None, "", ":memory:") else _POOL
    engine = create_async_engine(
        url,
        module=SqliteDriver(),
        connect_args={"cached_statements": MOST_STATEMENTS},
        hide_parameters=True,
        **pool,
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


async def open_database(url: URL, *, retry_seconds: float = RETRY_SECONDS) -> AsyncEngine:
    """Create an engine and migrate its database to the newest schema.

    Raises:
        StoreUnreachableError: the server does not answer.
        StoreError: it cannot be opened, is no database, or comes from a newer Parley.
    """
    address = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite":
        _check_sqlite_file(url)
    engine = create_engine(url, retry_seconds=retry_seconds)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    except (DBAPIError, OSError) as error:
        await engine.dispose()
        raise to_store_error(error, url) from error
    except SchemaError as error:
        await engine.dispose()
        raise StoreError(
            f"{address}: {error}; it was written by another version of Parley, use that one"
        ) from error
    return engine


def _check_sqlite_file(url: URL) -> None:
    """Check that the file can be opened and is a database.

    When aiosqlite fails to open it, its thread still calls the event loop after that has closed. Damage in
    its midst is found by reading it once, which takes about a second for each gigabyte.
    """
    _create_private(url.database or ":memory:")
    try:
        with closing(sqlite3.connect(url.database or ":memory:")) as connection:
            connection.execute("PRAGMA schema_version")
            (finding,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise to_store_error(DBAPIError(None, None, error), url) from error
    if finding != "ok":
        raise make_damage_error("database disk image is malformed", url)


def _create_private(database: str) -> None:
    """Create the file if it is missing, for its owner alone; SQLite makes those beside it alike."""
    if database == ":memory:" or database.startswith("file:"):
        return
    with suppress(OSError):  # SQLite says it in its own words, next
        os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, see _begin_sqlite
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # what is recorded must outlive a power cut
    cursor.execute(f"PRAGMA soft_heap_limit = {MOST_SQLITE_BYTES}")
    cursor.execute("PRAGMA secure_delete = ON")  # what is erased is not left in free pages
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that first reads and then writes fails at once when another one writes; one that
    # asks for the write lock at the start waits for it.
    is_reading = connection.get_execution_options().get("is_reading", False)
    driver: Any = connection.connection.dbapi_connection
    driver.begin("BEGIN" if is_reading else "BEGIN IMMEDIATE")
