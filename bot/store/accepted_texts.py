"""Accepted texts: what a moderator took no offence at, so that its author is not flagged for it again."""

from typing import Any, Final

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.buttons import Button
from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.naming import parse_naming
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases, decisions
from bot.store.rows import IN_FORCE, is_among, row_to_case

MOST_CASES: Final = 200
"""The latest cases of an author that are looked through."""

_ACCEPTING = (Button.DISMISS, Button.UNDO, Button.OVERTURN)


class AcceptedTexts:
    """Read-only queries; a text is known as accepted for as long as it is kept."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def find(self, message: Message) -> Case | None:
        """Return the latest case in which a moderator accepted the same text by the same author.

        What is said counts in its own channel alone, as it may be about somebody else in another; a name counts
        everywhere.
        """
        query = select_accepted(**accepted_key(message))
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else row_to_case(row)


def accepted_key(message: Message) -> dict[str, Any]:
    """Return the values by which `select_accepted` looks for a message's text."""
    return {
        "platform": message.platform,
        "community": message.community,
        "author": message.author.id,
        "channel": message.channel,
        "message": message.id,
        "sent_at": message.sent_at,
        "text": message.text,
        "is_name": parse_naming(message.id) is not None,
    }


def select_accepted(*, is_name: Any, **values: Any) -> Select[Any]:
    """Select the latest case with an accepted text; the values are those of `accepted_key`, or parameters."""
    of_author = ("platform", "community", "author")
    theirs = (
        select(cases)
        .where(*(cases.c[name] == values[name] for name in of_author))
        .order_by(cases.c.number.desc())
        .limit(MOST_CASES)
        .subquery()
    )
    c, d = theirs.c, decisions.c
    is_elsewhere = or_(*(c[name] != values[name] for name in ("channel", "message", "sent_at")))
    is_here = or_(is_name, c.channel == values["channel"])
    accepts = and_(
        is_among(d.button, (each.value for each in _ACCEPTING)),
        d.result.is_(None) | is_among(d.result, IN_FORCE),
    )
    is_accepted = exists().where(d.case == c.number, d.version == c.version, accepts)
    return (
        select(theirs)
        .where(c.text == values["text"], c.is_text_kept, is_elsewhere, is_here, is_accepted)
        .order_by(c.number.desc())
        .limit(1)
    )
