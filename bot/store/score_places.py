"""Scores of the last weeks by place and language, of cases and of messages that were near a threshold."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, false, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.message import AGE_RESTRICTED
from bot.domain.score_counts import ScoredPlace
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases, near_scores
from classifier import Label

_MOST = 20_000
"""Cases that are looked at, the newest, and as many messages without a case."""

_CHUNK = 500
"""Rows that are read at once, before others are let on."""

_LABELS = {label.value: label for label in Label}


class ScorePlaces:
    """Read-only query over stored scores, without what a decision needs besides."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def find(self, platform: str, community: str, *, since: datetime) -> list[ScoredPlace]:
        """Return the scores of a community since a moment, with where they are from."""
        found: list[ScoredPlace] = []
        async with self._engine.connect() as connection:
            for table in (cases, near_scores):
                c = table.c
                here = and_(c.platform == platform, c.community == community, c.sent_at >= since)
                is_old = c.is_superseded if table is cases else false()
                found += await _read_all(connection, table, and_(here, ~is_old))
        return found


async def _read_all(
    connection: AsyncConnection, table: Table, here: ColumnElement[bool]
) -> list[ScoredPlace]:
    c = table.c
    places = (c.thread, c.channel, c.category)
    query: Select[Any] = select(c.scores, c.language, c.is_age_restricted, *places)
    rows = await connection.stream(query.where(here).order_by(c.number.desc()).limit(_MOST))
    found: list[ScoredPlace] = []
    async for chunk in rows.partitions(_CHUNK):
        for scores, language, is_age_restricted, *scopes in chunk:
            if not isinstance(scores, dict):
                continue  # the reason why there are none
            within = (*filter(None, scopes), *([AGE_RESTRICTED] if is_age_restricted else []))
            known = {_LABELS[name]: score for name, score in scores.items() if name in _LABELS}
            found.append(ScoredPlace(within or ("",), language or "", known))
    return found
