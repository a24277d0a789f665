"""Faults of a SQLite database: its disk is full, or another process holds its lock."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

_UNBOUNDED = 1 << 30


class SqliteFault:
    """A fault that a test begins and ends: "full" or "locked". Nobody waits long for the lock."""

    def __init__(self, engine: AsyncEngine, kind: str) -> None:
        self._kind = kind
        self._file = Path(engine.url.database or "")
        self._is_full = False
        self._other: sqlite3.Connection | None = None
        event.listen(engine.sync_engine, "checkout", self._prepare)

    def begin(self) -> None:
        """Begin the fault."""
        if self._kind == "full":
            with closing(sqlite3.connect(self._file)) as connection:
                connection.execute("VACUUM")  # else there may be free pages
            self._is_full = True
        else:
            self._other = sqlite3.connect(self._file, isolation_level=None)
            self._other.execute("BEGIN IMMEDIATE")

    def end(self) -> None:
        """End the fault."""
        self._is_full = False
        if self._other:
            self._other.close()
            self._other = None

    def _prepare(self, connection: Any, _record: object, _proxy: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages if self._is_full else _UNBOUNDED}")
        cursor.execute("PRAGMA busy_timeout = 5")
        cursor.close()
