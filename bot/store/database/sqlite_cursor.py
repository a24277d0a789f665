"""Cursors for SQLite that go to its thread once for a statement, where SQLAlchemy's go four times.

Each way there and back waits for a turn of the event loop, which in a busy hour comes late. So a transaction
begins with its first statement, and one that has none, or that is committed, is not rolled back either. A statement
whose result nobody reads goes there with the next one, or with the commit, which raises its errors.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import aiosqlite
from sqlalchemy import event
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    AsyncAdapt_aiosqlite_ss_cursor,
)
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util.concurrency import await_


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
            statement = _Statement(execute, operation, parameters or ())
            result = await run(_run, connection, [*adapted.take_waiting(), statement])
            self._cursor, self._rows = result, deque(result.rows)


class _StreamingCursor(AsyncAdapt_aiosqlite_ss_cursor):
    """Cursor that reads row by row."""

    __slots__ = ()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        adapted: Any = self._adapt_connection
        connection: Any = self._connection
        if waiting := adapted.take_waiting():
            await connection._execute(_run, connection, waiting)  # noqa: SLF001 - as above
        return await super()._execute_async(operation, parameters)


class _Connection(AsyncAdapt_aiosqlite_connection):
    """Connection of which the driver need not be told when a transaction begins or ends without a statement."""

    __slots__ = ("_has_begun", "_waiting")

    _cursor_cls = _Cursor
    _ss_cursor_cls = _StreamingCursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._waiting: list[_Statement] = []
        self._has_begun = False

    def begin(self, statement: str) -> None:
        """Have a transaction begun by a statement, once there is one to run in it."""
        self._waiting = [_Statement(sqlite3.Cursor.execute, statement)]

    async def wait(self, statement: _Statement) -> None:
        """Have a statement run before the next one, or before the commit; SQLAlchemy insists on awaiting it."""
        self._waiting.append(statement)
        self._has_begun = True

    def take_waiting(self) -> Sequence[_Statement]:
        """Return the statements that are to be run before another; the transaction has begun then."""
        waiting, self._waiting = self._waiting, []
        self._has_begun = self._has_begun or bool(waiting)
        return waiting

    def commit(self) -> None:
        """Commit what was begun, after what waits; where that fails, it is to be rolled back."""
        if self._has_begun:
            connection: Any = self._connection
            try:
                await_(connection._execute(_commit, connection, self.take_waiting()))  # noqa: SLF001 - as above
            except ValueError as error:  # it was closed, which SQLAlchemy has its own error for
                self._handle_exception(error)
        self._waiting, self._has_begun = [], False

    def rollback(self) -> None:
        """Roll back what was begun."""
        has_begun, self._has_begun, self._waiting = self._has_begun, False, []
        if has_begun:
            super().rollback()


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


def _commit(connection: Any, statements: Sequence[_Statement]) -> None:
    """Run statements, and commit, in the connection's thread."""
    if statements:
        _run(connection, statements)
    connection._conn.commit()  # noqa: SLF001 - as above


def let_unread_wait(engine: AsyncEngine) -> None:
    """Let statements with `UNREAD` wait for the next one of their transaction."""
    event.listen(engine.sync_engine, "do_execute", _make_waiter(sqlite3.Cursor.execute))
    event.listen(engine.sync_engine, "do_executemany", _make_waiter(sqlite3.Cursor.executemany))


def _make_waiter(execute: Callable[..., object]) -> Callable[[Any, str, Any, Any], bool]:
    """Make what SQLAlchemy asks before it runs a statement, which tells whether that is seen to."""

    def wait(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        if not context.execution_options.get("is_unread"):
            return False
        connection: _Connection = cursor._adapt_connection  # noqa: SLF001 - as above
        await_(connection.wait(_Statement(execute, statement, parameters)))
        return True

    return wait
