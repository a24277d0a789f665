"""Group commit: writes that wait share a transaction, and fail alone."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.cases import Cases
from bot.store.database.engine import open_database
from bot.store.database.writer import MOST_AT_ONCE, Writer
from tests.bot.store.conftest import make_verdict
from tests.fakes.messages import make_message


async def test_two_processes_can_write_to_one_database(address: URL) -> None:
    engines = [await open_database(address) for _ in range(2)]
    stores = [Cases(engine, model="stand-in") for engine in engines]
    opened = await asyncio.gather(
        *(stores[i % 2].open(make_message(id=str(i)), make_verdict()) for i in range(60))
    )
    assert sorted(case.number for case in opened if case) == list(range(1, 61))
    for engine in engines:
        await engine.dispose()


async def test_a_write_that_fails_takes_no_other_with_it(engine: AsyncEngine) -> None:
    writer = Writer(engine)
    cases = Cases(engine, model="stand-in")

    async def spoil(connection: AsyncConnection) -> None:
        await connection.execute(text("INSERT INTO cases (number) VALUES (1)"))

    async def insert(name: str) -> int:
        async def work(connection: AsyncConnection) -> int:
            await connection.execute(text("CREATE TABLE IF NOT EXISTS names (name TEXT)"))
            await connection.execute(text("INSERT INTO names VALUES (:name)"), {"name": name})
            return len(name)

        return await writer.write(work)

    works: list[Awaitable[Any]] = [insert("a"), insert("b"), writer.write(spoil), insert("cd")]
    *first, failed, last = await asyncio.gather(*works, return_exceptions=True)
    assert (first, last) == ([1, 1], 2)
    assert isinstance(failed, IntegrityError)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM names")) == 3
    assert await cases.open(replace(make_message(), id="m2"), make_verdict())


async def test_writes_that_wait_share_a_commit(engine: AsyncEngine) -> None:
    writer, commits = Writer(engine), list[Connection]()
    event.listen(engine.sync_engine, "commit", commits.append)

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(text("SELECT 1"))

    await asyncio.gather(*(writer.write(work) for _ in range(50)))
    assert len(commits) <= 2


async def test_no_commit_waits_for_all_that_come_meanwhile(engine: AsyncEngine) -> None:
    writer, commits, done = Writer(engine), list[int](), list[int]()
    event.listen(engine.sync_engine, "commit", lambda _: commits.append(len(done)))

    async def write(number: int) -> None:
        async def work(connection: AsyncConnection) -> None:
            await connection.execute(text("SELECT 1"))
            done.append(number)

        await writer.write(work)

    await asyncio.gather(*map(write, range(2 * MOST_AT_ONCE)))
    assert sorted(done) == list(range(2 * MOST_AT_ONCE))
    steps = [after - before for before, after in pairwise([0, *commits])]
    assert max(steps) <= MOST_AT_ONCE
