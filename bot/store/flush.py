"""Flushes: what is noted in memory between two durable writes goes to the database in one statement."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.writer import Writer


async def flush_rows(
    writer: Writer,
    statement: Insert,
    rows: Sequence[Mapping[str, Any]],
    *,
    keep: Callable[[], None],
) -> None:
    """Execute a statement for all rows in one transaction; call `keep` if that fails or is cancelled."""
    if not rows:
        return

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(statement, rows)

    is_written = False
    try:
        await writer.write(work)
        is_written = True
    finally:
        if not is_written:
            keep()
