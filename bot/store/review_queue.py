"""The review queue: cases that wait for a moderator's decision."""

from typing import NamedTuple

from sqlalchemy import and_, func, select

from bot.domain.assignment import Assignment
from bot.domain.queue_order import QueueFilter
from bot.store.assignments import Assignments, is_expired, load_assignments
from bot.store.case_queries import CaseRow, to_case_row
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import assignments, cases
from bot.store.database.writer import Writer
from bot.store.queue_rows import is_selected, select_numbers

MOST_COUNTED = 1_000
"""Open cases that are counted: from so many on, their exact number tells nobody anything."""


class QueueRow(NamedTuple):
    """An open case, and who works on it at the moment."""

    row: CaseRow
    assignment: Assignment | None


class ReviewQueue:
    """Cases that were flagged at most and nobody decided on, and those with an unanswered appeal.

    `assignments` says which moderator works on which of them.
    """

    def __init__(self, writer: Writer) -> None:
        self.assignments = Assignments(writer)
        self._engine = writer.reader

    @retry_if_disconnected
    async def find(
        self, platform: str, community: str, *, of: QueueFilter, skip: int = 0, limit: int
    ) -> tuple[list[QueueRow], int]:
        """Return open cases, the oldest and worst first, and how many a filter leaves, `MOST_COUNTED` at most."""
        where = is_selected(platform, community, of)
        numbers = select_numbers(where)
        capped = numbers.limit(MOST_COUNTED).subquery()  # in the order of the index that holds them
        async with self._engine.connect() as connection:
            count = await connection.scalar(select(func.count()).select_from(capped)) or 0
            page = list(await connection.scalars(numbers.offset(skip).limit(limit)))
            found = await connection.execute(select(cases).where(cases.c.number.in_(page)))
            rows = {row.number: to_case_row(row) for row in found}
            taken = await load_assignments(connection, page)
        return [QueueRow(rows[n], taken.get(n)) for n in page if n in rows], count

    @retry_if_disconnected
    async def numbers(
        self, platform: str, community: str, *, of: QueueFilter, limit: int
    ) -> list[int]:
        """Return the numbers of open cases in the queue's order."""
        query = select_numbers(is_selected(platform, community, of)).limit(limit)
        async with self._engine.connect() as connection:
            return list(await connection.scalars(query))

    @retry_if_disconnected
    async def assignees(
        self, platform: str, community: str, *, of: QueueFilter, limit: int
    ) -> dict[int, str]:
        """Return who works on each open case, in the queue's order: a name, or "" where nobody does.

        It is read in one statement: a case that is decided on meanwhile is not one that was given back.
        """
        a = assignments.c
        at_work = and_(a.case == cases.c.number, ~is_expired())
        query = select_numbers(is_selected(platform, community, of)).limit(limit)
        query = query.outerjoin(assignments, at_work).add_columns(a.by, a.by_name)
        async with self._engine.connect() as connection:
            found = await connection.execute(query)
            return {row.number: row.by_name or row.by or "" for row in found}
