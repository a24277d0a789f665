"""Database copy: every row of one database into another, empty one, whichever the two are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import Connection, Integer, MetaData, Table, func, inspect, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.database import tables
from bot.store.database.engine import StoreError
from bot.store.database.writer import read_only

_CHUNK = 1_000
"""Rows that are held in memory at once."""

_NOT_DATA = frozenset({"alembic_version", "sqlite_sequence"})


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """A table and the number of its rows, the same in both databases."""

    name: str
    rows: int


async def copy_database(source: AsyncEngine, target: AsyncEngine) -> AsyncIterator[CopiedTable]:
    """Copy all tables in one transaction, and yield each once it is; keys and numbers stay.

    The source is read as of one moment, so a bot may write to it meanwhile; what it writes then is
    not in the copy.

    Raises:
        StoreError: the target holds rows, or took fewer than there are. Nothing is copied then.
    """
    async with _at_one_moment(source).connect() as reading, target.begin() as writing:
        found = await reading.run_sync(_find_tables)
        for table in found.sorted_tables:
            await writing.run_sync(table.create, checkfirst=True)
            if await _count(writing, table):
                raise StoreError(
                    f"{_name(target.url)}: {table.name} holds rows; copy into an empty database"
                )
        for table in found.sorted_tables:
            yield CopiedTable(table.name, await _copy_table(reading, writing, table))


def _at_one_moment(source: AsyncEngine) -> AsyncEngine:
    """Return an engine whose transactions see the database as of their beginning, as SQLite's all do."""
    if source.dialect.name == "postgresql":
        return source.execution_options(isolation_level="REPEATABLE READ")
    return read_only(source)


async def _copy_table(reading: AsyncConnection, writing: AsyncConnection, table: Table) -> int:
    key = list(table.primary_key.columns) or list(table.columns)
    rows = await reading.stream(select(table).order_by(*key))
    async for chunk in rows.mappings().partitions(_CHUNK):
        try:
            await writing.execute(table.insert(), [dict(row) for row in chunk])
        except IntegrityError as error:
            raise StoreError(
                f"{table.name}: {error.orig}; the source is damaged, check it first"
            ) from error
    await _continue_numbers(writing, table)
    wanted, got = await _count(reading, table), await _count(writing, table)
    if got != wanted:
        raise StoreError(f"{table.name}: {wanted} rows, of which {got} came")
    return got


async def _continue_numbers(connection: AsyncConnection, table: Table) -> None:
    """Have PostgreSQL number the next row after those that brought their numbers with them."""
    (column,) = table.primary_key.columns if len(table.primary_key.columns) == 1 else (None,)
    if connection.dialect.name != "postgresql" or column is None or column.foreign_keys:
        return
    if isinstance(column.type, Integer):
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        latest = select(func.coalesce(func.max(column), 1)).scalar_subquery()
        await connection.execute(select(func.setval(sequence, latest)).where(sequence.is_not(None)))


async def _count(connection: AsyncConnection, table: Table) -> int:
    return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


def _find_tables(connection: Connection) -> MetaData:
    """Find ours, and those of libraries, such as Slack's installations, in the types of any database."""
    found = MetaData()
    for table in tables.metadata.sorted_tables:
        table.to_metadata(found)
    others = set(inspect(connection).get_table_names()) - set(found.tables) - _NOT_DATA
    if others:
        found.reflect(connection, only=sorted(others))
    for name in others:
        for column in found.tables[name].columns:
            column.type = column.type.as_generic()
            column.server_default = None
    return found


def _name(url: URL) -> str:
    return url.render_as_string(hide_password=True)
