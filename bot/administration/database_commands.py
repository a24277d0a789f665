"""`parley db`: upgrade, back up, restore, copy and check the database."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from rich.console import Console
from sqlalchemy import Connection, func, select, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.administration.database_copy import copy_database
from bot.config.database_url import parse_url
from bot.config.errors import explain_os_error
from bot.store.database.engine import StoreError, open_database
from bot.store.database.schema import find_revision
from bot.store.database.tables import metadata
from bot.store.database.writer import read_only


async def upgrade(url: URL) -> None:
    """Bring the tables of a database up to date.

    Raises:
        StoreError: the database cannot be used.
    """
    async with _opened(url) as engine, engine.connect() as connection:
        revision = await connection.run_sync(_read_revision)
    Console().print(f"{_name(url)}: tables are up to date ({revision})")


def back_up(url: URL, file: Path) -> None:
    """Copy a database, while it is in use, into a new SQLite file that its owner alone can read.

    Raises:
        StoreError: the database cannot be used, or there is such a file.
    """
    if file.exists():
        raise StoreError(f"{file} is there already; name another file, or take it away")
    partial = file.with_name(f"{file.name}.partial")
    with suppress(OSError):
        partial.unlink()
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {explain_os_error(error)}") from error
    try:
        asyncio.run(copy(url, _sqlite(partial)))
        partial.rename(file)
    finally:
        for name in (partial.name, f"{partial.name}-wal", f"{partial.name}-shm"):
            file.with_name(name).unlink(missing_ok=True)


def restore(file: Path, url: URL) -> None:
    """Copy a backup into an empty or new database, with the bot stopped.

    Raises:
        StoreError: there is no such file, or the database holds rows.
    """
    if not file.is_file():
        raise StoreError(f"{file}: there is no such file; `db backup FILE` makes one")
    asyncio.run(copy(_sqlite(file), url))


async def copy(source: URL, target: URL) -> None:
    """Copy a database into an empty or new one: each table with the number of its rows is printed.

    Raises:
        StoreError: one cannot be used, or the target holds rows.
    """
    _require(source)
    console = Console()
    async with _opened(source) as reading, _opened(target) as writing:
        async for table in copy_database(reading, writing):
            console.print(f"{table.name:<24} {table.rows:>10,}", highlight=False)


def _require(source: URL) -> None:
    """Refuse a file that is not there, which opening would make."""
    if source.get_backend_name() == "sqlite" and not Path(source.database or "").exists():
        raise StoreError(f"{source.database}: there is no such database")


async def check(url: URL) -> None:
    """Check a database: whole, up to date, no row that points nowhere.

    Raises:
        StoreError: it is not; with each fault.
    """
    async with _opened(url) as engine, read_only(engine).connect() as connection:
        faults = []
        if url.get_backend_name() == "sqlite":
            found = await connection.execute(text("PRAGMA integrity_check"))
            faults += [str(row[0]) for row in found if row[0] != "ok"]
            found = await connection.execute(text("PRAGMA foreign_key_check"))
            faults += [f"{row[0]}: row {row[1]} belongs to no row of {row[2]}" for row in found]
        counts = {
            table.name: (
                await connection.execute(select(func.count()).select_from(table))
            ).scalar_one()
            for table in metadata.sorted_tables
        }
    if faults:
        raise StoreError("\n".join([*faults, f"{_name(url)}: restore a backup: `db restore FILE`"]))
    console = Console()
    for name, rows in counts.items():
        console.print(f"{name:<24} {rows:>10,}", highlight=False)
    console.print(f"{_name(url)}: whole")


@asynccontextmanager
async def _opened(url: URL) -> AsyncIterator[AsyncEngine]:
    engine = await open_database(url)
    try:
        yield engine
    finally:
        await engine.dispose()


def _read_revision(connection: Connection) -> str:
    return find_revision(connection) or "none"


def _sqlite(file: Path) -> URL:
    return parse_url(f"sqlite:///{file}")


def _name(url: URL) -> str:
    return url.render_as_string(hide_password=True)
