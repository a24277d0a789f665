"""A statement to SQLite takes one trip to its thread, and answers as SQLAlchemy's own cursor does."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, TypeAlias

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.config.database_url import parse_url
from bot.store.database.engine import create_engine
from bot.store.database.writer import read_only


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = create_engine(parse_url(f"sqlite:///{tmp_path}/parley.db"))
    async with engine.begin() as opened:
        await opened.execute(
            text("CREATE TABLE names (number INTEGER PRIMARY KEY, name TEXT UNIQUE)")
        )
        yield opened
    await engine.dispose()


Trips: TypeAlias = list[Callable[..., Any]]


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> Trips:
    made: Trips = []
    execute: Callable[..., Any] = aiosqlite.Connection._execute

    async def count(driver: Any, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        made.append(function)
        return await execute(driver, function, *args, **kwargs)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", count)
    return made


async def test_a_statement_takes_one_trip(connection: AsyncConnection, trips: Trips) -> None:
    await connection.execute(text("INSERT INTO names (name) VALUES ('kim')"))
    assert (await connection.execute(text("SELECT name FROM names"))).all() == [("kim",)]
    assert len(trips) == 2


async def test_a_transaction_begins_with_its_first_statement_and_ends_once(
    connection: AsyncConnection, trips: Trips
) -> None:
    await connection.commit()
    async with connection.engine.begin() as another:  # opens one more
        await another.execute(text("SELECT 1"))
    trips.clear()
    async with connection.engine.begin() as another:
        await another.execute(text("INSERT INTO names (name) VALUES ('kim')"))
    assert len(trips) == 2
    async with connection.engine.begin():
        pass
    assert len(trips) == 2


async def test_what_fails_is_rolled_back_and_leaves_nothing_locked(
    connection: AsyncConnection,
) -> None:
    await connection.commit()
    insert = text("INSERT INTO names (name) VALUES ('kim')")

    async def insert_twice() -> None:
        async with connection.engine.begin() as another:
            await another.execute(insert)
            await another.execute(insert)

    with pytest.raises(IntegrityError):
        await insert_twice()
    async with connection.engine.begin() as another:
        assert await another.scalar(text("SELECT count(*) FROM names")) == 0
        await another.execute(insert)


async def test_rows_that_are_read_one_by_one_are_those_of_one_moment(
    connection: AsyncConnection,
) -> None:
    await connection.execute(text("INSERT INTO names (name) VALUES ('kim'), ('max')"))
    await connection.commit()
    async with read_only(connection.engine).connect() as reading:
        rows = await reading.stream(text("SELECT name FROM names ORDER BY name"))
        assert await anext(rows) == ("kim",)
        async with connection.engine.begin() as another:
            await another.execute(text("INSERT INTO names (name) VALUES ('mona')"))
        assert [row.name async for row in rows] == ["max"]
        assert await reading.scalar(text("SELECT count(*) FROM names")) == 2


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
