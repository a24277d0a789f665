"""Fates of cases: that their message was deleted, or their author sent away, by somebody else than the bot."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.actions import Action
from bot.domain.case import Case
from bot.domain.fate import AuthorGone, Fate, MessagesGone
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases
from bot.store.database.writer import Writer
from bot.store.rows import row_to_case

_MOST = 50
"""Cases that one fate changes at most, the latest: their alerts are redrawn one by one."""

_IN_PLACE = (Action.NONE.value, Action.FLAG.value, Action.WARN.value)
"""The column `done` of cases whose message the policy did not delete."""


class CaseFates:
    """The columns of the case table that say what became of message and author."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def note(self, platform: str, fate: Fate) -> list[Case]:
        """Store a fate in the cases that it concerns; return those that did not say so before.

        Most deletions concern no case, or are the bot's own: of these nothing is written.
        """
        numbers = await self._find(platform, fate)
        if not numbers:
            return []
        change = (
            {"message_fate": "deleted"}
            if isinstance(fate, MessagesGone)
            else {"author_fate": fate.fate.value or None}
        )
        changed = update(cases).where(cases.c.number.in_(numbers)).values(change).returning(cases)

        async def work(connection: AsyncConnection) -> list[Case]:
            return [row_to_case(row) for row in await connection.execute(changed)]

        return await self._writer.write(work)

    @retry_if_disconnected
    async def _find(self, platform: str, fate: Fate) -> Sequence[int]:
        c = cases.c
        here = and_(c.platform == platform, c.community == fate.community)
        where = _of_messages(fate) if isinstance(fate, MessagesGone) else _of_author(fate)
        query = select(c.number).where(here, where)
        if not isinstance(fate, MessagesGone):
            query = query.order_by(c.number.desc()).limit(_MOST)
        async with self._writer.reader.connect() as connection:
            return sorted(await connection.scalars(query), reverse=True)[:_MOST]


def _of_messages(fate: MessagesGone) -> ColumnElement[bool]:
    """Return the condition of cases of these messages: without an order, so by the index of messages."""
    c = cases.c
    is_of_these = and_(c.channel == fate.channel, c.message.in_(fate.messages))
    return and_(is_of_these, c.message_fate.is_(None), c.done.in_(_IN_PLACE))


def _of_author(fate: AuthorGone) -> ColumnElement[bool]:
    c, value = cases.c, fate.fate.value or None
    return and_(c.author == fate.author, c.author_fate.is_distinct_from(value))
