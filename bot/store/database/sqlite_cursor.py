"""Cursors for SQLite that go to its thread once for a statement, where SQLAlchemy's go four times.

Each way there and back waits for a turn of the event loop, which in a busy hour comes late. So a transaction
begins with its first statement, and one that has none, or that is committed, is not rolled back either.
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
    AsyncAdapt_aiosqlite_ss_cursor,
)


class _Result(NamedTuple):
    """A result of a statement, read to its end."""

    rows: Sequence[Any] = ()
    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1


class _Statement(NamedTuple):
    """A statement with its parameters, and the method of cursors that runs it."""

    execute: Callable[..., object]
    text: str
    parameters: Any = ()


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
        adapted: Any = self._adapt_connection
        async with adapted._execute_mutex:  # noqa: SLF001 - as the one of SQLAlchemy does
            run = connection._execute  # noqa: SLF001 - all that aiosqlite offers goes through it
            statements = [_Statement(execute, operation, parameters or ())]
            if begin := adapted.take_begin():
                statements.insert(0, _Statement(sqlite3.Cursor.execute, begin))
            result = await run(_run, connection, statements)
            self._cursor, self._rows = result, deque(result.rows)


class _StreamingCursor(AsyncAdapt_aiosqlite_ss_cursor):
    """Cursor that reads row by row."""

    __slots__ = ()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        adapted: Any = self._adapt_connection
        if begin := adapted.take_begin():
            await adapted.driver_connection.execute(begin)
        return await super()._execute_async(operation, parameters)


class _Connection(AsyncAdapt_aiosqlite_connection):
    """Connection of which the driver need not be told when a transaction begins or ends without a statement."""

    __slots__ = ("_begin", "_has_begun")

    _cursor_cls = _Cursor
    _ss_cursor_cls = _StreamingCursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begin = ""
        self._has_begun = False

    def begin(self, statement: str) -> None:
        """Have a transaction begun by a statement, once there is one to run in it."""
        self._begin = statement

    def take_begin(self) -> str:
        """Return the statement that begins the transaction, "" where it was begun."""
        begin, self._begin = self._begin, ""
        self._has_begun = self._has_begun or bool(begin)
        return begin

    def commit(self) -> None:
        """Commit what was begun."""
        if self._end():
            super().commit()

    def rollback(self) -> None:
        """Roll back what was begun."""
        if self._end():
            super().rollback()

    def _end(self) -> bool:
        """Return whether a transaction was begun, and note that it ends."""
        has_begun, self._has_begun, self._begin = self._has_begun, False, ""
        return has_begun


class SqliteDriver(AsyncAdapt_aiosqlite_dbapi):
    """Driver for `create_async_engine(module=...)`: aiosqlite, with these cursors."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        """Connect, in a thread that does not keep the process alive."""
        connection = super().connect(*arg, **kw)
        return _Connection(self, connection._connection)  # noqa: SLF001 - what it wraps


def _run(connection: Any, statements: Sequence[_Statement]) -> _Result:
    """Run statements, in the connection's thread; return the result of the last."""
    cursor = connection._conn.cursor()  # noqa: SLF001 - the one that the thread owns
    try:
        for statement in statements:
            statement.execute(cursor, statement.text, statement.parameters)
        rows = cursor.fetchall() if cursor.description else ()
        return _Result(rows, cursor.description, cursor.rowcount, cursor.lastrowid)
    finally:
        cursor.close()
