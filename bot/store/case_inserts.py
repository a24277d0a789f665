"""The insertion of a case unless its text was accepted: in one statement, so that nothing is read before."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Boolean, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.message import Message
from bot.store.accepted_texts import accepted_key, select_accepted
from bot.store.database.tables import cases
from bot.store.database.writer import insert_or_ignore

_PREFIX: Final = "new_"
"""Of parameters: in an INSERT, the names of its columns are taken."""


def insert_unless_accepted(engine: AsyncEngine, columns: Collection[str]) -> ReturningInsert[int]:
    """Build an INSERT of these columns that returns no number where a moderator accepted the text."""
    new = {name: bindparam(_PREFIX + name, type_=cases.c[name].type) for name in columns}
    looked_for = {name: new[name] for name in _LOOKED_FOR}
    is_name = bindparam(f"{_PREFIX}is_name", type_=Boolean)
    accepted = select_accepted(**looked_for, is_name=is_name)
    row = select(*new.values()).where(~exists(accepted.subquery().select()))
    return insert_or_ignore(cases, engine).from_select(list(new), row).returning(cases.c.number)


def name_parameters(row: dict[str, Any], message: Message) -> dict[str, Any]:
    """Name the parameters of that INSERT for a row."""
    return {_PREFIX + name: value for name, value in {**row, **accepted_key(message)}.items()}


_LOOKED_FOR: Final = ("platform", "community", "author", "channel", "message", "sent_at", "text")
