"""Cursors for SQLite that go to its thread once for a statement, where SQLAlchemy's go four times.

Each way there and back waits for a turn of the event loop, which in a busy hour comes late.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)


class _Result(NamedTuple):
    """A result of a statement, read to its end."""

    rows: Sequence[Any] = ()
    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Cursor that is made, used, read and closed in one go."""

    __slots__ = ()

    def _make_new_cursor(self, connection: Any) -> Any:
        return connection

    def _aenter_cursor(self, cursor: Any) -> Any:  # noqa: ARG002 - the one of SQLAlchemy goes to the thread
        return _Result()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        return await self._run(sqlite3.Cursor.execute, operation, parameters)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        return await self._run(sqlite3.Cursor.executemany, operation, seq_of_parameters)

    async def _async_soft_close(self) -> None:
        """Do nothing: it is closed already."""

    def close(self) -> None:
        """Forget what was not read."""
        self._rows.clear()

    async def _run(self, execute: Callable[..., object], operation: Any, parameters: Any) -> None:
        connection: Any = self._connection
        async with self._adapt_connection._execute_mutex:  # noqa: SLF001 - as the one of SQLAlchemy does
            run = connection._execute  # noqa: SLF001 - all that aiosqlite offers goes through it
            result = await run(_run, connection, execute, operation, parameters or ())
            self._cursor, self._rows = result, deque(result.rows)


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls = _Cursor


class SqliteDriver(AsyncAdapt_aiosqlite_dbapi):
    """Driver for `create_async_engine(module=...)`: aiosqlite, with these cursors."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        """Connect, in a thread that does not keep the process alive."""
        connection = super().connect(*arg, **kw)
        return _Connection(self, connection._connection)  # noqa: SLF001 - what it wraps


def _run(
    connection: Any, execute: Callable[..., object], operation: str, parameters: Any
) -> _Result:
    """Run a statement, in the connection's thread."""
    cursor = connection._conn.cursor()  # noqa: SLF001 - the one that the thread owns
    try:
        execute(cursor, operation, parameters)
        rows = cursor.fetchall() if cursor.description else ()
        return _Result(rows, cursor.description, cursor.rowcount, cursor.lastrowid)
    finally:
        cursor.close()
