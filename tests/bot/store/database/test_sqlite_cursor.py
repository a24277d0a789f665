"""A statement to SQLite takes one trip to its thread, and answers as SQLAlchemy's own cursor does."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.config.database_url import parse_url
from bot.store.database.engine import create_engine


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = create_engine(parse_url(f"sqlite:///{tmp_path}/parley.db"))
    async with engine.begin() as opened:
        await opened.execute(
            text("CREATE TABLE names (number INTEGER PRIMARY KEY, name TEXT UNIQUE)")
        )
        yield opened
    await engine.dispose()


async def test_a_statement_takes_one_trip(
    connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips: list[Callable[..., Any]] = []
    execute: Callable[..., Any] = aiosqlite.Connection._execute

    async def count(driver: Any, function: Callable[..., Any], *arguments: Any) -> Any:
        trips.append(function)
        return await execute(driver, function, *arguments)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", count)
    await connection.execute(text("INSERT INTO names (name) VALUES ('kim')"))
    assert (await connection.execute(text("SELECT name FROM names"))).all() == [("kim",)]
    assert len(trips) == 2


async def test_rows_counts_and_names_of_columns_are_those_of_the_statement(
    connection: AsyncConnection,
) -> None:
    insert = text("INSERT INTO names (name) VALUES (:name)")
    await connection.execute(insert, [{"name": "kim"}, {"name": "max"}])
    found = await connection.execute(text("SELECT number, name FROM names ORDER BY number"))
    assert list(found.keys()) == ["number", "name"]
    assert found.all() == [(1, "kim"), (2, "max")]
    assert (await connection.execute(text("UPDATE names SET name = name || '!'"))).rowcount == 2
    returned = text("INSERT INTO names (name) VALUES ('mona') RETURNING number")
    assert await connection.scalar(returned) == 3
    assert await connection.scalar(text("SELECT name FROM names WHERE number = 9")) is None


async def test_an_error_is_that_of_the_database_and_the_connection_goes_on(
    connection: AsyncConnection,
) -> None:
    insert = text("INSERT INTO names (name) VALUES ('kim')")
    await connection.execute(insert)
    with pytest.raises(IntegrityError):
        await connection.execute(insert)
    assert await connection.scalar(text("SELECT count(*) FROM names")) == 1
