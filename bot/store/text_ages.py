"""Ages of texts: since when a case holds words that are to be forgotten some day."""

from sqlalchemy import bindparam, func, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.tables import cases

_NOTE = (
    update(cases)
    .where(cases.c.number == bindparam("of_number"))
    .values(text_at=func.coalesce(cases.c.text_at, func.now()))
)


async def note_words(connection: AsyncConnection, case: int) -> None:
    """Note that somebody's words were added to a case: they go with the older ones, or once they are old."""
    await connection.execute(_NOTE, {"of_number": case})
