"""Group commit: writes that wait while the disk is busy share the next transaction.

A durable commit costs milliseconds however little it holds; one for every write would cap the bot
at a few hundred cases a second.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.database.faults import is_passing
from bot.store.database.reconnect import (
    get_transaction_id,
    is_committed,
    retry_if_disconnected,
)
from bot.store.database.transactions import CancelledButCommittedError, Work, transact

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")

MOST_AT_ONCE = 200
"""Writes in one transaction: one of thousands would take minutes where they come faster than they are done."""

_Work: TypeAlias = Work[None]


def insert_into(table: Table, engine: AsyncEngine) -> "sqlite.Insert | postgresql.Insert":
    """Return an INSERT of the engine's dialect, which takes an ON CONFLICT clause."""
    if engine.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 3 MiB, for nothing on SQLite

    return postgresql.insert(table)


def insert_or_ignore(table: Table, engine: AsyncEngine) -> "sqlite.Insert | postgresql.Insert":
    """Return an INSERT that does nothing, and returns no row, where its key is taken."""
    return insert_into(table, engine).on_conflict_do_nothing()


def read_only(engine: AsyncEngine) -> AsyncEngine:
    """Return an engine on the same database that takes no write lock, and waits for none."""
    return engine.execution_options(is_reading=True)


class Writer:
    """Writer whose first caller to get the lock commits for all that wait."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.reader = read_only(engine)
        self._lock = asyncio.Lock()
        self._waiting: list[_Work] = []
        self._failures: dict[_Work, SQLAlchemyError] = {}

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction; return its result once that is committed.

        `work` runs again where another write fails the transaction, or the connection is lost before
        the commit: so it must do nothing but use its connection.
        """
        result: list[T] = []

        async def keep_result(connection: AsyncConnection) -> None:
            result[:] = [await work(connection)]

        self._waiting.append(keep_result)
        try:
            async with self._lock:
                if keep_result in self._waiting:
                    await self._commit_all(keep_result)
            if failure := self._failures.get(keep_result):
                raise failure
        finally:
            self._failures.pop(keep_result, None)
            if keep_result in self._waiting:
                self._waiting.remove(keep_result)
        return result[0]

    async def _commit_all(self, own: _Work) -> None:
        waiting = self._waiting[:MOST_AT_ONCE]
        try:
            await self._commit(waiting)
        except CancelledButCommittedError:
            self._forget(waiting)  # else the others would do again what is done
            raise asyncio.CancelledError from None
        except SQLAlchemyError as error:
            if is_passing(error):
                # It would fail for each of them, one after the other, and each waits for a lock.
                self._failures |= dict.fromkeys(waiting, error)
                self._forget(waiting)
                raise
            # Which one failed is not known; alone, each of them gets its own result.
            waiting = [own]
            await self._commit(waiting)
        self._forget(waiting)

    def _forget(self, works: Sequence[_Work]) -> None:
        forgotten = set(works)
        self._waiting = [work for work in self._waiting if work not in forgotten]

    async def _commit(self, works: Sequence[_Work]) -> None:
        unanswered: str | None = None  # id of the transaction whose commit was not answered

        @retry_if_disconnected
        async def commit() -> None:
            nonlocal unanswered
            if unanswered and await is_committed(self.engine, unanswered):
                return
            unanswered = None
            await transact(self.engine, work_all)

        async def work_all(connection: AsyncConnection) -> None:
            nonlocal unanswered
            for work in works:
                await work(connection)
            unanswered = await get_transaction_id(connection)

        await commit()
