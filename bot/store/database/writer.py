"""Many writes, one commit: what waits while the disk is busy shares the next transaction.

A durable commit costs milliseconds however little it holds; one for every write would cap the bot
at a few hundred cases a second.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.database.postgres import is_committed, name_transaction, retry_if_disconnected

T = TypeVar("T")

_Work: TypeAlias = Callable[[AsyncConnection], Awaitable[None]]


def insert_into(table: Table, engine: AsyncEngine) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can be told what to do where its key is taken."""
    insert = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert
    return insert(table)


def insert_new(table: Table, engine: AsyncEngine) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that does nothing, and returns nothing, where its key is taken."""
    return insert_into(table, engine).on_conflict_do_nothing()


def reading(engine: AsyncEngine) -> AsyncEngine:
    """The same database for those who only read: they take no lock, and wait for none."""
    return engine.execution_options(is_reading=True)


class Writer:
    """Whoever gets the lock first commits for all that wait; the others then find it done."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.reader = reading(engine)
        self._lock = asyncio.Lock()
        self._waiting: list[_Work] = []

    async def write(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Run the work in a transaction; its result is returned once it is committed.

        The work is run again where another one spoils the transaction, or the server goes away
        before it is committed: so it must do nothing but use the connection.
        """
        result: list[T] = []

        async def keep_result(connection: AsyncConnection) -> None:
            result[:] = [await work(connection)]

        self._waiting.append(keep_result)
        try:
            async with self._lock:
                if keep_result in self._waiting:
                    await self._commit_all(keep_result)
        finally:
            if keep_result in self._waiting:
                self._waiting.remove(keep_result)
        return result[0]

    async def _commit_all(self, own: _Work) -> None:
        waiting = list(self._waiting)
        try:
            await self._commit(waiting)
        except SQLAlchemyError:
            # Whose fault it was is not known; alone, each of them gets its own answer.
            waiting = [own]
            await self._commit(waiting)
        self._waiting = [work for work in self._waiting if work not in waiting]

    async def _commit(self, works: Sequence[_Work]) -> None:
        unsure: str | None = None  # the transaction whose commit was not answered

        @retry_if_disconnected
        async def commit() -> None:
            nonlocal unsure
            if unsure and await is_committed(self.engine, unsure):
                return
            unsure = None
            async with self.engine.begin() as connection:
                for work in works:
                    await work(connection)
                unsure = await name_transaction(connection)

        await commit()
