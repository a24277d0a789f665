"""The review queue: cases that wait for a moderator's decision."""

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.case_queries import CaseRow, to_case_row
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases


class ReviewQueue:
    """Cases that were flagged at most and nobody decided on, and those with an unanswered appeal."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def latest(
        self, platform: str, community: str, *, limit: int
    ) -> tuple[list[CaseRow], int]:
        """Return the latest waiting cases of a community, newest first, and the number of all."""
        is_waiting = and_(
            cases.c.platform == platform, cases.c.community == community, cases.c.is_waiting
        )
        query = select(cases).where(is_waiting).order_by(cases.c.number.desc()).limit(limit)
        count = select(func.count()).select_from(cases).where(is_waiting)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
            return [to_case_row(row) for row in rows], await connection.scalar(count) or 0
