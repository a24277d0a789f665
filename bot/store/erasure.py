"""Erasure of a member on request: texts and names go, counts and decisions stay."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Author
from bot.domain.statistics import ERASED
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases, erasures
from bot.store.database.writer import Writer
from bot.store.erasure_rules import RULES, Subject, mark_cards


class ErasureRow(NamedTuple):
    """An erasure: by whom, when, and of how many cases that are still stored."""

    by: str
    erased_at: datetime
    cases: int


class Erasure:
    """Overwrites what is stored of a member, in all tables."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    @retry_if_disconnected
    async def latest(self, platform: str, community: str, *, limit: int) -> list[ErasureRow]:
        """Return the latest erasures in a community, newest first."""
        e, c = erasures.c, cases.c
        of_pseudonym = and_(
            c.platform == e.platform, c.community == e.community, c.author == e.pseudonym
        )
        count = select(func.count()).select_from(cases).where(of_pseudonym).scalar_subquery()
        query = (
            select(e.by, e.erased_at, count)
            .where(e.platform == platform, e.community == community)
            .order_by(e.erased_at.desc(), e.pseudonym)
            .limit(limit)
        )
        async with self._writer.reader.connect() as connection:
            return [ErasureRow(*row) for row in await connection.execute(query)]

    async def erase(
        self, member: str, *, platform: str, community: str, by: Author
    ) -> Mapping[str, int]:
        """Erase a member of one community; return the number of rows that were theirs, by noun.

        Their id becomes a random pseudonym, made up for this erasure and traceable to nobody: so
        reports still count how many people there were. That it happened, and by whom, is kept.
        """
        pseudonym = f"{ERASED}{secrets.token_hex(6)}"
        subject = Subject(platform, community, member, pseudonym)
        record = {"platform": platform, "community": community, "pseudonym": pseudonym}

        async def work(connection: AsyncConnection) -> Mapping[str, int]:
            await connection.execute(mark_cards(subject))
            counts: dict[str, int] = {}
            for rule in RULES.values():
                changed = [
                    (await connection.execute(change)).rowcount
                    for change in rule.list_changes(subject)
                ]
                counts[rule.noun] = sum(changed)
            await connection.execute(insert(erasures).values(**record, by=by.id))
            return counts

        return await self._writer.write(work)
