"""Faults of the database: those that pass, and damage, which does not."""

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.store.database.reconnect import UnreachableError, is_disconnected

STORE_ERRORS = (SQLAlchemyError, UnreachableError)
"""Errors that may be raised where the database does not take a statement."""

_PASSING_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)

_DAMAGED_SQLITE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_PASSING_POSTGRES = ("25006", "53", "55P03", "57", "58")
"""Read-only, no resources (a full disk), locks, operators at work, errors of the system."""

_DAMAGED_POSTGRES = ("XX001", "XX002")


def is_passing(error: BaseException) -> bool:
    """Return whether the database cannot be used at the moment: full, locked, or not reached."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, UnreachableError | PoolTimeoutError)
    sqlstate = getattr(error.orig, "sqlstate", None) or ""
    return (
        _sqlite_code(error) in _PASSING_SQLITE
        or sqlstate.startswith(_PASSING_POSTGRES)
        or is_disconnected(error)
    )


def is_misplaced(error: BaseException) -> bool:
    """Return whether SQLite cannot open or write its file where it stands: at a start, a wrong setting."""
    refused = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
    return isinstance(error, DBAPIError) and _sqlite_code(error) in refused


def is_damaged(error: BaseException) -> bool:
    """Return whether the database's own file is damaged."""
    if not isinstance(error, DBAPIError):
        return False
    sqlstate = getattr(error.orig, "sqlstate", None) or ""
    return _sqlite_code(error) in _DAMAGED_SQLITE or sqlstate in _DAMAGED_POSTGRES


def explain_fault(error: BaseException) -> str:
    """Return the reason in one line: "database or disk is full"."""
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return lines[0] if lines else type(error).__name__


def _sqlite_code(error: DBAPIError) -> int | None:
    """Return the primary code of an error of SQLite; None for any other."""
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
