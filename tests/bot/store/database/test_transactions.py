"""A transaction on SQLite takes one trip to its thread, and ends whoever is cancelled meanwhile."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import URL, CursorResult, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.config.database_url import parse_url
from bot.store.database.engine import create_engine
from bot.store.database.transactions import CancelledButCommittedError, transact
from bot.store.database.writer import Writer, read_only

INSERT = text("INSERT INTO names (name) VALUES (:name)")


@pytest.fixture
def url(tmp_path: Path) -> URL:
    with closing(sqlite3.connect(tmp_path / "parley.db")) as file:
        file.execute("CREATE TABLE names (number INTEGER PRIMARY KEY, name TEXT UNIQUE)")
    return parse_url(f"sqlite:///{tmp_path}/parley.db")


@pytest.fixture
async def engine(url: URL) -> Any:
    engine = create_engine(url)
    yield engine
    await engine.dispose()


async def count(engine: AsyncEngine) -> int:
    async def work(connection: AsyncConnection) -> int:
        return await connection.scalar(text("SELECT count(*) FROM names")) or 0

    return await transact(read_only(engine), work)


async def insert_two(connection: AsyncConnection) -> int:
    await connection.execute(INSERT, [{"name": "kim"}, {"name": "max"}])
    return await connection.scalar(text("SELECT count(*) FROM names")) or 0


async def test_a_transaction_takes_one_trip_however_many_statements_it_has(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await count(engine) == 0  # opens the connection
    trips = list[Callable[..., Any]]()
    execute: Callable[..., Any] = aiosqlite.Connection._execute

    async def watch(driver: Any, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        trips.append(function)
        return await execute(driver, function, *args, **kwargs)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", watch)
    assert await transact(engine, insert_two) == 2
    assert len(trips) == 1
    assert await count(engine) == 2
    assert len(trips) == 2


async def test_what_fails_is_rolled_back_and_leaves_nothing_locked(engine: AsyncEngine) -> None:
    async def insert_twice(connection: AsyncConnection) -> None:
        await insert_two(connection)
        await insert_two(connection)

    with pytest.raises(IntegrityError):
        await transact(engine, insert_twice)
    assert await count(engine) == 0
    assert await transact(engine, insert_two) == 2


async def test_what_waits_for_something_else_is_rolled_back(engine: AsyncEngine) -> None:
    async def wait(connection: AsyncConnection) -> None:
        await insert_two(connection)
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="something else"):
        await transact(engine, wait)
    assert await count(engine) == 0
    assert await transact(engine, insert_two) == 2


async def test_a_lock_that_another_process_holds_is_an_error_of_the_database(
    engine: AsyncEngine, url: URL
) -> None:
    async def hurry(connection: AsyncConnection) -> None:
        await connection.execute(text("PRAGMA busy_timeout = 1"))

    await transact(engine, hurry)
    with closing(sqlite3.connect(str(url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            await transact(engine, insert_two)
    assert await transact(engine, insert_two) == 2


async def test_a_result_can_be_read_after_its_transaction(engine: AsyncEngine) -> None:
    async def select(connection: AsyncConnection) -> CursorResult[Any]:
        return await connection.execute(text("SELECT name FROM names ORDER BY name"))

    await transact(engine, insert_two)
    assert (await transact(engine, select)).scalars().all() == ["kim", "max"]


async def test_a_transaction_goes_on_to_its_end_where_its_caller_is_cancelled(
    engine: AsyncEngine,
) -> None:
    callers = list[asyncio.Task[int]]()

    async def cancel(connection: AsyncConnection) -> int:
        callers[0].get_loop().call_soon_threadsafe(callers[0].cancel)
        return await insert_two(connection)

    callers.append(asyncio.create_task(transact(engine, cancel)))
    with pytest.raises(CancelledButCommittedError):
        await callers[0]
    assert await count(engine) == 2


async def test_a_write_is_done_once_where_who_commits_it_for_another_is_cancelled(
    engine: AsyncEngine,
) -> None:
    writer, callers = Writer(engine), list[asyncio.Task[None]]()

    async def insert(connection: AsyncConnection) -> None:
        await connection.execute(text("INSERT INTO names (name) VALUES (NULL)"))

    async def cancel(connection: AsyncConnection) -> None:
        await insert(connection)
        callers[0].get_loop().call_soon_threadsafe(callers[0].cancel)

    async with writer._lock:  # until both wait
        callers.extend(asyncio.create_task(writer.write(work)) for work in (cancel, insert))
        await asyncio.sleep(0)
    results = await asyncio.gather(*callers, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert results[1] is None
    assert await count(engine) == 2
