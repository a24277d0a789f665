"""A row in every table, each column that could hold anything of a person full of them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, Table, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.database.column_types import UtcDateTime
from bot.store.database.tables import metadata

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

MEMBER = "kim-1"

IDS = frozenset({"author", "by", "member"})
"""Columns with the id of a person."""

HERE = {"platform": "fake", "community": "club"}

PLAIN: dict[str, Any] = {
    "category": "rooms",
    "channel": "lobby",
    "thread": None,
    "message": "m1",
    "edited_at": "",
    "parts": [],
    "model": "stand-in",
    "scores": {},
    "thresholds": [],
    "notes": [],
    "mode": "enforce",
    "wanted": "delete",
    "action": "delete",
    "result": "done",
    "done": "delete",
    "reason": "",
    "remedy": "",
    "day": "2020-01-01",
    "label": "insult",
    "language": "en",
    "holder": None,
    "button": "dismiss",
    "bot": "4711",
    "token": "6b1f0c52aa97",
    "process": "parley-5f0c22ab93e1d704",
    "part": "action",
    "step": "delete",
    "place": "club",
    "key": "mode",
    "value": "shadow",
    "before": None,
    "after": "shadow",
    "purpose": "links of members",
    "what": "scored",
    "pseudonym": "erased-before",
    "message_fate": None,
    "author_fate": None,
}
"""Columns of which nobody's words, names or ids are, with a value. What is not here is a person's: see `fill`."""


async def fill(engine: AsyncEngine) -> None:
    """Insert a row into each table, of a case by kim that kim reported, appealed and decided, if that can be."""
    async with engine.begin() as connection:
        for table in metadata.sorted_tables:
            row = {column.name: _make_value(table, column) for column in table.columns}
            await connection.execute(insert(table).values(row))


def _make_value(table: Table, column: Column[Any]) -> Any:
    name = column.name
    known = {**PLAIN, **HERE, **dict.fromkeys(IDS, MEMBER)}
    if isinstance(column.type, Boolean):
        return name == "is_text_kept"
    if isinstance(column.type, Integer):
        return 0 if name == "place" else 1
    if isinstance(column.type, UtcDateTime):
        return LONG_AGO
    if name in known:
        return known[name]
    words = f"kim in {table.name}.{name}"
    return [words] if isinstance(column.type, JSON) else words
