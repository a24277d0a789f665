"""Transactions. On SQLite each runs in the thread of its connection: one trip there, however many statements it has."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util.concurrency import await_, greenlet_spawn

T = TypeVar("T")

Work: TypeAlias = Callable[[AsyncConnection], Coroutine[Any, Any, T]]
"""Work in a transaction, which awaits nothing but its connection."""


class CancelledButCommittedError(asyncio.CancelledError):
    """The caller was cancelled while its transaction went on in a thread, where it was committed."""


async def transact(engine: AsyncEngine, work: Work[T]) -> T:
    """Run `work` in a transaction; return its result once that is committed.

    On SQLite, whoever is cancelled meanwhile learns of it once the transaction is over.

    Raises:
        CancelledButCommittedError: it is committed all the same.
    """
    if engine.dialect.name == "sqlite":
        return await greenlet_spawn(_transact_in_thread, engine, work)
    async with engine.begin() as connection:
        return await work(connection)


def _transact_in_thread(engine: AsyncEngine, work: Work[T]) -> T:
    with engine.sync_engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        running = driver.run(partial(_transact, engine, connection, work))
        result: T = await_(_outlast(running))
        return result


def _transact(engine: AsyncEngine, connection: Connection, work: Work[T]) -> T:
    """Run a transaction, in the connection's thread."""
    with connection.begin():
        return _finish(work(_InThread(engine, connection)))


def _finish(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits for nothing to its end."""
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise RuntimeError("a transaction waits for something else than its connection")


class _InThread(AsyncConnection):
    """Connection in its own thread, where no statement is waited for."""

    async def execute(self, *args: Any, **kwargs: Any) -> Any:
        """Execute a statement, and return its result, which is read already."""
        assert self.sync_connection is not None
        return self.sync_connection.execute(*args, **kwargs)


async def _outlast(running: Awaitable[T]) -> T:
    """Await what goes on in a thread to its end, also where the caller is cancelled."""
    task = asyncio.ensure_future(running)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        if task.exception() is None:
            raise CancelledButCommittedError from None
        raise
