"""Scores of recent cases, to see what other thresholds would have come to."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.message import AGE_RESTRICTED
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases
from classifier import Label

_MOST = 20_000
"""Cases that are looked at, the newest."""


class RecentScores:
    """Read-only query over the scores of cases."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def find(
        self, platform: str, community: str, *, label: Label, scope: str, since: datetime
    ) -> list[float]:
        """Return a label's scores in the cases since a moment; `scope` as in a policy, "" for all."""
        c = cases.c
        here = and_(c.platform == platform, c.community == community, c.sent_at >= since)
        if scope == AGE_RESTRICTED:
            here = and_(here, c.is_age_restricted)
        elif scope:
            here = and_(here, or_(c.thread == scope, c.channel == scope, c.category == scope))
        query = select(c.scores).where(here).order_by(c.number.desc()).limit(_MOST)
        async with self._engine.connect() as connection:
            found = await connection.scalars(query)
            return [
                float(scores[label])
                for scores in found
                if isinstance(scores, dict) and label in scores
            ]
