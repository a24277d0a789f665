"""Forgetting a member: their texts and names go, what was counted stays counted."""

import secrets
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.tables import appeals, cases, decisions, flags, settings
from bot.store.database.writer import Writer


async def erase(writer: Writer, member: str, *, platform: str, community: str) -> int:
    """Forget a member of one community; how many of their cases there were.

    In the place of their id stands a word made up for this erasure, from which nothing leads back: so
    reports still count how many people there were.
    """
    nobody = f"erased-{secrets.token_hex(6)}"
    here = and_(cases.c.platform == platform, cases.c.community == community)
    cases_here = select(cases.c.number).where(here)
    theirs = cases_here.where(cases.c.author == member)
    as_author = {
        "author": nobody,
        "author_name": "",
        "author_roles": [],
        "text": "",
        "link": "",
    }

    async def work(connection: AsyncConnection) -> int:
        async def change(table: Table, where: ColumnElement[bool], **values: Any) -> int:
            return (await connection.execute(update(table).where(where).values(values))).rowcount

        def of_member(table: Table) -> ColumnElement[bool]:
            return and_(
                table.c.by == member,
                table.c.platform == platform,
                table.c.community == community,
            )

        await change(appeals, appeals.c.case.in_(theirs), why="")
        await change(flags, of_member(flags), by=nobody, by_name="")
        await change(settings, of_member(settings), by=nobody)
        decided = and_(decisions.c.by == member, decisions.c.case.in_(cases_here))
        await change(decisions, decided, by=nobody, by_name="", why="")
        await change(decisions, decisions.c.case.in_(theirs), why="")
        return await change(cases, and_(here, cases.c.author == member), **as_author)

    return await writer.write(work)
