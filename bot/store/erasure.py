"""Erasure of a member on request: texts and names go, counts stay."""

import secrets
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Author
from bot.store.database.tables import appeals, cases, decisions, erasures, flags, settings
from bot.store.database.writer import Writer


class Erasure:
    """Overwrites what is stored of a member, in all tables."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

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

            def by_member(table: Table) -> ColumnElement[bool]:
                return and_(
                    table.c.by == member,
                    table.c.platform == platform,
                    table.c.community == community,
                )

            await change(erasures, by_member(erasures), by=pseudonym)
            record = {"platform": platform, "community": community, "pseudonym": pseudonym}
            await connection.execute(insert(erasures).values(**record, by=by.id))
            await change(appeals, appeals.c.case.in_(theirs), why="")
            await change(flags, by_member(flags), by=pseudonym, by_name="")
            await change(settings, by_member(settings), by=pseudonym)
            decided = and_(decisions.c.by == member, decisions.c.case.in_(cases_here))
            await change(decisions, decided, by=pseudonym, by_name="", why="")
            await change(decisions, decisions.c.case.in_(theirs), why="")
            return await change(cases, and_(here, cases.c.author == member), **as_author)

        return await self._writer.write(work)
