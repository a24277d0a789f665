"""Standing names: those that moderators were shown, and that were not taken away."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.actions import Action
from bot.domain.case import Case
from bot.domain.message import Message
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases
from bot.store.rows import IN_FORCE, row_to_case

MOST_CASES: Final = 200
"""The latest cases of an author that are looked through."""

_TAKEN = tuple(action.value for action in Action if action >= Action.DELETE)


class StandingNames:
    """Read-only queries."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def find(self, message: Message) -> Case | None:
        """Return the case about the same name of the same author, if that still stands; None without one."""
        theirs = (
            select(cases)
            .where(
                cases.c.platform == message.platform,
                cases.c.community == message.community,
                cases.c.author == message.author.id,
            )
            .order_by(cases.c.number.desc())
            .limit(MOST_CASES)
            .subquery()
        )
        c = theirs.c
        query = (
            select(theirs)
            .where(c.message == message.id, c.text == message.text)
            .order_by(c.number.desc())
            .limit(1)
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).first()
        is_pending = row is not None and row.result is None
        if row is None or is_pending or (row.done in _TAKEN and row.result in IN_FORCE):
            return None
        return row_to_case(row)
