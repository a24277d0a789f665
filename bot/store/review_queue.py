"""The review queue: cases that wait for a moderator's decision."""

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.actions import Action, OutcomeResult
from bot.domain.buttons import Button
from bot.store.case_queries import CaseRow, to_case_row
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import appeals, cases, decisions
from bot.store.rows import IN_FORCE

_UNENFORCED = (Action.NONE.value, Action.FLAG.value)
"""The column `done` of cases in which a moderator can still act."""

_APPEAL_ANSWERS = (Button.UPHOLD, Button.OVERTURN, Button.DISMISS, Button.UNDO)
"""The buttons that answer an appeal."""


class ReviewQueue:
    """Cases that were flagged at most and nobody decided on, and those with an unanswered appeal."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def latest(
        self, platform: str, community: str, *, limit: int
    ) -> tuple[list[CaseRow], int]:
        """Return the latest waiting cases of a community, newest first, and the number of all."""
        is_waiting = and_(
            cases.c.platform == platform, cases.c.community == community, _needs_review()
        )
        query = select(cases).where(is_waiting).order_by(cases.c.number.desc()).limit(limit)
        count = select(func.count()).select_from(cases).where(is_waiting)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
            return [to_case_row(row) for row in rows], await connection.scalar(count) or 0


def _needs_review() -> ColumnElement[bool]:
    is_of_case = decisions.c.case == cases.c.number
    counts = or_(decisions.c.result.is_(None), decisions.c.result.in_(IN_FORCE))
    is_decided = exists().where(is_of_case, counts)
    is_answered = exists().where(is_of_case, counts, decisions.c.button.in_(_APPEAL_ANSWERS))
    has_appeal = exists().where(appeals.c.case == cases.c.number)
    is_withheld = cases.c.result == OutcomeResult.WITHHELD.value
    return or_(
        and_(cases.c.done.in_(_UNENFORCED), ~is_withheld, ~is_decided),
        and_(has_appeal, ~is_answered),
    )
