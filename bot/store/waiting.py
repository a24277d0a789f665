"""The mark of cases that wait for a moderator: stored, as counting them anew takes a second at 200,000 cases."""

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.actions import Action, OutcomeResult
from bot.domain.buttons import Button
from bot.store.database.tables import appeals, cases, decisions
from bot.store.rows import IN_FORCE, is_among

_UNENFORCED = (Action.NONE.value, Action.FLAG.value)
"""The column `done` of cases in which a moderator can still act."""

_ANSWERS = (Button.UPHOLD, Button.OVERTURN, Button.DISMISS, Button.UNDO)
"""The buttons that answer an appeal."""


def _counts() -> ColumnElement[bool]:
    return decisions.c.result.is_(None) | is_among(decisions.c.result, IN_FORCE)


def is_answered() -> ColumnElement[bool]:
    """Return the SQL condition for appeals that a moderator has answered, of the version that they are about."""
    c = decisions.c
    is_about = and_(c.case == appeals.c.case, c.version >= appeals.c.version)
    buttons = is_among(c.button, (button.value for button in _ANSWERS))
    return exists().where(is_about, _counts(), buttons)


def needs_review(
    *,
    result: ColumnElement[str] = cases.c.result,
    done: ColumnElement[str] = cases.c.done,
) -> ColumnElement[bool]:
    """Return the SQL condition for cases that were flagged at most and not decided on, or have an open appeal.

    `result`, `done`: of the outcome, where that is not stored yet.
    """
    is_of_case = decisions.c.case == cases.c.number
    is_of_version = decisions.c.version == cases.c.version
    is_about_case = decisions.c.button != Button.PURGE.value
    is_decided = exists().where(is_of_case, is_of_version, is_about_case, _counts())
    is_unanswered = exists().where(appeals.c.case == cases.c.number, ~is_answered())
    is_withheld = result == OutcomeResult.WITHHELD.value
    return or_(and_(is_among(done, _UNENFORCED), ~is_withheld, ~is_decided), is_unanswered)


_MARK_WAITING = (
    update(cases)
    .where(cases.c.number == bindparam("of_number"))
    .values(is_waiting=needs_review().is_(true()))
)
"""Stores whether the case `of_number` waits."""


async def mark_waiting(connection: AsyncConnection, case: int) -> None:
    """Store whether a case waits: after each change of its outcome, version, decisions or appeal."""
    await connection.execute(_MARK_WAITING, {"of_number": case})
