"""Scores near a threshold, without text or message id: noted in memory, and flushed with the counters."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Message
from bot.store.database.tables import near_scores
from bot.store.database.writer import Writer
from bot.store.flush import flush_rows
from classifier import Label

_MOST_UNWRITTEN = 5_000
"""Messages that are noted between two flushes; of more, only these."""

_DIGITS = 3


class NearScores:
    """The table of scores near a threshold."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._unwritten: list[dict[str, Any]] = []
        self._insert = insert(near_scores)

    def note(
        self,
        message: Message,
        scores: Mapping[Label, float],
        *,
        language: str | None,
        with_author: bool,
        is_moderator: bool,
    ) -> None:
        """Note the scores of a message in memory, its author only `with_author`."""
        if len(self._unwritten) >= _MOST_UNWRITTEN:
            return
        author = message.author
        self._unwritten.append(
            {
                "platform": message.platform,
                "community": message.community,
                "category": message.category,
                "channel": message.channel,
                "thread": message.thread,
                "is_age_restricted": message.is_age_restricted,
                "sent_at": message.sent_at,
                "language": language,
                "scores": {label: round(scores[label], _DIGITS) for label in scores},
                "author": author.id if with_author else "",
                "author_is_bot": author.is_bot,
                "author_is_moderator": is_moderator,
            }
        )

    async def flush(self) -> None:
        """Store what was noted since the last flush; keep it if that fails."""
        rows, self._unwritten = self._unwritten, []

        def keep() -> None:
            self._unwritten = [*rows, *self._unwritten][:_MOST_UNWRITTEN]

        await flush_rows(self._writer, self._insert, rows, keep=keep)

    async def prune(self, platform: str, *, before: datetime, most: int) -> None:
        """Delete what is older, and of each community all but the latest `most`."""
        c = near_scores.c

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(_delete(platform, c.sent_at < before))
            communities = select(c.community).where(c.platform == platform).distinct()
            for community in (await connection.scalars(communities)).all():
                here = and_(c.platform == platform, c.community == community)
                order = c.sent_at.desc()
                oldest = select(c.sent_at).where(here).order_by(order).offset(most).limit(1)
                limit = await connection.scalar(oldest)
                if limit is not None:
                    await connection.execute(_delete(platform, here, c.sent_at <= limit))

        await self._writer.write(work)

    def forget_author(self, platform: str, community: str, author: str) -> None:
        """Forget what was noted of an author and is not stored yet."""
        theirs = (platform, community, author)
        self._unwritten = [
            row
            for row in self._unwritten
            if (row["platform"], row["community"], row["author"]) != theirs
        ]


def _delete(platform: str, *where: ColumnElement[bool]) -> Delete:
    return delete(near_scores).where(near_scores.c.platform == platform, *where)
