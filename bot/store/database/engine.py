"""Opening the database, and bringing its tables up to date."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.database.postgres import (
    PATIENCE,
    create_postgres_engine,
    is_disconnected,
    wait_for_turn,
)

MIGRATIONS = Path(__file__).parent / "migrations"

_BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another process to finish writing."""

_REMEDIES = {
    "sqlite": "check that the place exists and can be written, and holds nothing else",
    "postgresql": "check that the server runs, and that the user, the password and the name are its",
}

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}


class StoreError(Exception):
    """The database cannot be used; says which, why and what would help, in one line."""


class StoreAwayError(StoreError):
    """Its server does not answer; it may in a minute."""


def read_url(url: str) -> URL:
    """The address with its asynchronous driver: "sqlite:///x.db" -> sqlite+aiosqlite:///x.db.

    Raises:
        ValueError: it is no database address, or of a database Parley cannot use.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise ValueError("an address such as sqlite+aiosqlite:///parley.db") from None
    backend = address.get_backend_name()
    if backend not in _DRIVERS:
        raise ValueError("sqlite+aiosqlite:///FILE or postgresql+asyncpg://USER@HOST/NAME")
    return address.set(drivername=_DRIVERS[backend])


def create_engine(url: URL, *, patience: float = PATIENCE) -> AsyncEngine:
    """An engine that writes durably and shows no values in its errors. Opens nothing yet.

    Where the database is a server, each connection waits `patience` seconds for it to answer.

    Raises:
        StoreError: the database's driver is not installed.
    """
    if url.get_backend_name() == "postgresql":
        try:
            return create_postgres_engine(url, patience=patience)
        except ModuleNotFoundError as error:
            remedy = "install it: .venv/bin/pip install -r requirements.txt -c constraints.txt"
            raise StoreError(f"{url}: {error.name}, its driver, is missing; {remedy}") from error
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


async def open_store(url: URL, *, patience: float = PATIENCE) -> AsyncEngine:
    """An engine on a database whose tables are up to date.

    Raises:
        StoreAwayError: its server does not answer.
        StoreError: it cannot be opened, is no database, or comes from a newer Parley.
    """
    place, backend = url.render_as_string(hide_password=True), url.get_backend_name()
    if backend == "sqlite":
        _open_once(url)
    engine = create_engine(url, patience=patience)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
    except (DBAPIError, OSError) as error:
        await engine.dispose()
        is_away = isinstance(error, OSError) or is_disconnected(error)
        kind, said = StoreAwayError if is_away else StoreError, getattr(error, "orig", error)
        raise kind(f"{place}: {said}; {_REMEDIES[backend]}") from error
    except CommandError as error:
        await engine.dispose()
        raise StoreError(
            f"{place}: {error}; it was written by another version of Parley, use that one"
        ) from error
    return engine


def _open_once(url: URL) -> None:
    """Find out here that a file cannot be opened or is no database.

    When aiosqlite finds out, its thread still wants to tell the event loop after that has closed.
    """
    try:
        with closing(sqlite3.connect(url.database or ":memory:")) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        raise StoreError(f"{url}: {error}; {_REMEDIES['sqlite']}") from error


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    wait_for_turn(connection)
    command.upgrade(config, "head")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, see _begin_sqlite
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # what is recorded must outlive a power cut
    cursor.execute("PRAGMA secure_delete = ON")  # what is erased is not left in free pages
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that first reads and then writes fails at once when another one writes; one that
    # asks for the write lock at the start waits for it.
    is_reading = connection.get_execution_options().get("is_reading", False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
