"""Erasure of a member on request: texts and names go, counts stay."""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Author
from bot.store.author_notices import delete_notices
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import (
    alert_cards,
    appeals,
    author_names,
    case_versions,
    cases,
    decisions,
    erasures,
    flags,
    settings,
)
from bot.store.database.writer import Writer


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

    async def erase(self, member: str, *, platform: str, community: str, by: Author) -> int:
        """Erase a member of one community; return the number of their cases.

        Their id becomes a random pseudonym, made up for this erasure and traceable to nobody: so
        reports still count how many people there were. That it happened, and by whom, is kept.
        """
        pseudonym = f"erased-{secrets.token_hex(6)}"
        here = and_(cases.c.platform == platform, cases.c.community == community)
        cases_here = select(cases.c.number).where(here)
        theirs = cases_here.where(cases.c.author == member)
        as_author = {
            "author": pseudonym,
            "author_name": "",
            "author_roles": [],
            "text": "",
            "link": "",
        }

        async def work(connection: AsyncConnection) -> int:
            async def change(table: Table, where: ColumnElement[bool], **values: Any) -> int:
                statement = update(table).where(where).values(values)
                return (await connection.execute(statement)).rowcount

            def by_member(table: Table, column: str = "by") -> ColumnElement[bool]:
                return and_(
                    table.c[column] == member,
                    table.c.platform == platform,
                    table.c.community == community,
                )

            await change(erasures, by_member(erasures), by=pseudonym)
            record = {"platform": platform, "community": community, "pseudonym": pseudonym}
            await connection.execute(insert(erasures).values(**record, by=by.id))
            await change(appeals, appeals.c.case.in_(theirs), why="")
            await change(case_versions, case_versions.c.case.in_(theirs), text="")
            await change(flags, flags.c.case.in_(theirs), why="", text="", link="")
            await connection.execute(delete(alert_cards).where(alert_cards.c.case.in_(theirs)))
            await connection.execute(delete(author_names).where(by_member(author_names, "author")))
            await connection.execute(delete_notices(platform, community, author=member))
            await change(flags, by_member(flags), by=pseudonym, by_name="", why="")
            await change(settings, by_member(settings), by=pseudonym)
            decided = and_(decisions.c.by == member, decisions.c.case.in_(cases_here))
            await change(decisions, decided, by=pseudonym, by_name="", why="")
            await change(decisions, decisions.c.case.in_(theirs), why="")
            return await change(cases, and_(here, cases.c.author == member), **as_author)

        return await self._writer.write(work)
