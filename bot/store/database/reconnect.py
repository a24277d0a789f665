"""Lost connections: retries a query, and finds out whether a transaction was committed before the loss."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

P = ParamSpec("P")
T = TypeVar("T")

_MAX_ATTEMPTS = 5
"""More than two, as a server that goes down still takes a connection or two."""

_DISCONNECTED = ("08", "57P")
"""Prefixes of the SQLSTATE codes for a lost connection and for a server that goes down or comes up."""

_TRANSACTION_ID = text("SELECT CAST(pg_current_xact_id_if_assigned() AS text)")

_STATUS = text("SELECT pg_xact_status(CAST(CAST(:id AS text) AS xid8))")


class UnreachableError(OSError):
    """The server did not answer for as long as it was tried."""


def retry_if_disconnected(
    operation: Callable[P, Awaitable[T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """Decorate an operation so that it is repeated after a lost connection.

    Only for operations that do no harm when they run twice.
    """

    @wraps(operation)
    async def retried(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_MAX_ATTEMPTS - 1):
            try:
                return await operation(*args, **kwargs)
            except DBAPIError as error:
                if not is_disconnected(error):
                    raise
        return await operation(*args, **kwargs)

    return retried


def is_disconnected(error: DBAPIError) -> bool:
    """Return whether an error comes from a lost connection, or a server on its way down or up."""
    sqlstate = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or sqlstate.startswith(_DISCONNECTED)


async def get_transaction_id(connection: AsyncConnection) -> str | None:
    """Return the id for `is_committed`; None where nothing was written, and on SQLite."""
    if connection.dialect.name != "postgresql":
        return None
    id_: str | None = await connection.scalar(_TRANSACTION_ID)
    return id_


async def is_committed(engine: AsyncEngine, transaction_id: str) -> bool:
    """Return whether a transaction was committed whose commit was not answered."""
    async with engine.connect() as connection:
        status: str | None = await connection.scalar(_STATUS, {"id": transaction_id})
    return status == "committed"
