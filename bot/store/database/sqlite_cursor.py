"""Cursors for SQLite that go to its thread once for a statement, where SQLAlchemy's go four times.

Each way there and back waits for a turn of the event loop, which in a busy hour comes late. So a transaction
begins with its first statement, and one that has none, or that is committed, is not rolled back either. Who is in
the thread already, by `SqliteConnection.run`, goes nowhere and waits for nothing: see `transactions`.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from threading import get_ident
from typing import Any, NamedTuple, TypeVar

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    AsyncAdapt_aiosqlite_ss_cursor,
)
from sqlalchemy.util.concurrency import await_

T = TypeVar("T")


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

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        """Execute a statement, and read its rows."""
        if not self._is_in_thread:
            return super().execute(operation, parameters)
        return self._run_here(sqlite3.Cursor.execute, operation, parameters)

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        """Execute a statement for each of several parameters."""
        if not self._is_in_thread:
            return super().executemany(operation, seq_of_parameters)
        return self._run_here(sqlite3.Cursor.executemany, operation, seq_of_parameters)

    @property
    def _is_in_thread(self) -> bool:
        adapted: Any = self._adapt_connection
        is_in_thread: bool = adapted.is_in_thread
        return is_in_thread

    def _run_here(self, execute: Callable[..., object], operation: Any, parameters: Any) -> None:
        adapted: Any = self._adapt_connection
        try:
            statement = _Statement(execute, operation, parameters or ())
            self._keep(_run(self._connection, [*adapted.take_begin(), statement]))
        except ValueError as error:  # it was closed, which SQLAlchemy has its own error for
            adapted._handle_exception(error)  # noqa: SLF001 - as above

    async def _run(self, execute: Callable[..., object], operation: Any, parameters: Any) -> None:
        connection: Any = self._connection
        adapted: Any = self._adapt_connection
        async with adapted._execute_mutex:  # noqa: SLF001 - as the one of SQLAlchemy does
            run = connection._execute  # noqa: SLF001 - all that aiosqlite offers goes through it
            statement = _Statement(execute, operation, parameters or ())
            self._keep(await run(_run, connection, [*adapted.take_begin(), statement]))

    def _keep(self, result: Any) -> None:
        self._cursor, self._rows = result, deque(result.rows)


class _StreamingCursor(AsyncAdapt_aiosqlite_ss_cursor):
    """Cursor that reads row by row."""

    __slots__ = ()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        adapted: Any = self._adapt_connection
        connection: Any = self._connection
        if begin := adapted.take_begin():
            await connection._execute(_run, connection, begin)  # noqa: SLF001 - as above
        return await super()._execute_async(operation, parameters)


class SqliteConnection(AsyncAdapt_aiosqlite_connection):
    """Connection of which the driver need not be told when a transaction begins or ends without a statement."""

    __slots__ = ("_begin", "_has_begun", "_thread")

    _cursor_cls = _Cursor
    _ss_cursor_cls = _StreamingCursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begin: Sequence[_Statement] = ()
        self._has_begun = False
        self._thread = 0

    @property
    def is_in_thread(self) -> bool:
        """True in the thread of the connection, in `run`."""
        return self._thread == get_ident()

    async def run(self, work: Callable[[], T]) -> T:
        """Run what uses this connection in its thread."""
        connection: Any = self._connection
        result: T = await connection._execute(self._run_here, work)  # noqa: SLF001 - as above
        return result

    def _run_here(self, work: Callable[[], T]) -> T:
        self._thread = get_ident()
        try:
            return work()
        finally:
            self._thread = 0

    def begin(self, statement: str) -> None:
        """Have a transaction begun by a statement, once there is one to run in it."""
        self._begin = [_Statement(sqlite3.Cursor.execute, statement)]

    def take_begin(self) -> Sequence[_Statement]:
        """Return what begins the transaction, if it has not begun; it has then."""
        begin, self._begin = self._begin, ()
        self._has_begun = self._has_begun or bool(begin)
        return begin

    def commit(self) -> None:
        """Commit what was begun; where that fails, it is to be rolled back."""
        if self._has_begun:
            try:
                self._commit() if self.is_in_thread else await_(self.run(self._commit))
            except ValueError as error:  # it was closed, which SQLAlchemy has its own error for
                self._handle_exception(error)
        self._begin, self._has_begun = (), False

    def _commit(self) -> None:
        self._driver.commit()

    def rollback(self) -> None:
        """Roll back what was begun."""
        has_begun, self._has_begun, self._begin = self._has_begun, False, ()
        if has_begun and self.is_in_thread:
            self._driver.rollback()
        elif has_begun:
            super().rollback()

    @property
    def _driver(self) -> sqlite3.Connection:
        connection: Any = self._connection
        driver: sqlite3.Connection = connection._conn  # noqa: SLF001 - the one that the thread owns
        return driver


class SqliteDriver(AsyncAdapt_aiosqlite_dbapi):
    """Driver for `create_async_engine(module=...)`: aiosqlite, with these cursors."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        """Connect, in a thread that does not keep the process alive."""
        connection = super().connect(*arg, **kw)
        return SqliteConnection(self, connection._connection)  # noqa: SLF001 - what it wraps


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
