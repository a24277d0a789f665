"""Stored scores: of the cases, and of messages without a case that were near a threshold."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.message import Author, Message
from bot.domain.replay import StoredScores
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases, near_scores
from bot.store.rows import read_scores, read_words

_MOST = 20_000
"""Cases that are looked at, the newest, and as many messages without a case."""

_CHUNK = 500
"""Rows that are read at once, before others are let on."""

_SHARED = (
    *("platform", "community", "category", "channel", "thread", "is_age_restricted", "sent_at"),
    *("scores", "language", "author", "author_is_bot", "author_is_moderator"),
)


class StoredScoreQueries:
    """Read-only queries over stored scores."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def find(self, platform: str, community: str, *, since: datetime) -> list[StoredScores]:
        """Return the stored scores of a community since a moment, those of cases first."""
        found: list[StoredScores] = []
        async with self._engine.connect() as connection:
            for table in (cases, near_scores):
                c = table.c
                here = and_(c.platform == platform, c.community == community, c.sent_at >= since)
                found += [each async for each in _stream(connection, table, here)]
        return found

    @retry_if_disconnected
    async def list_communities(self) -> list[tuple[str, str]]:
        """Return the platforms and communities of which scores are stored, in order."""
        query = (
            select(cases.c.platform, cases.c.community)
            .union(select(near_scores.c.platform, near_scores.c.community))
            .order_by("platform", "community")
        )
        async with self._engine.connect() as connection:
            return [(row.platform, row.community) for row in await connection.execute(query)]


async def _stream(
    connection: AsyncConnection, table: Table, here: ColumnElement[bool]
) -> AsyncIterator[StoredScores]:
    c = table.c
    shared: list[Any] = [c[name] for name in _SHARED]
    query: Select[Any]
    if table is cases:
        own = (c.text, c.author_roles, c.message, c.words)
        columns = [c.number.label("case"), *shared, *own]
        query = select(*columns).where(~c.is_superseded)
    else:
        query = select(literal(None).label("case"), *shared)
    query = query.where(here).order_by(c.number.desc()).limit(_MOST)
    rows = await connection.stream(query)
    async for chunk in rows.partitions(_CHUNK):
        for row in chunk:
            yield _read(row)


def _read(row: Row[Any]) -> StoredScores:
    is_case = row.case is not None
    author = Author(
        id=row.author,
        name="",
        roles=frozenset(row.author_roles) if is_case else frozenset(),
        is_bot=row.author_is_bot,
        is_moderator=row.author_is_moderator,
    )
    message = Message(
        platform=row.platform,
        community=row.community,
        category=row.category,
        channel=row.channel,
        thread=row.thread,
        id=row.message if is_case else "",
        author=author,
        text=row.text if is_case else "",
        sent_at=row.sent_at,
        is_age_restricted=row.is_age_restricted,
    )
    words = read_words(row.words) if is_case else ()
    return StoredScores(message, read_scores(row.scores, row.language), row.case, words)
