"""Case files: cases with all that belongs to them, loaded together."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Row, Table, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case import CaseFile, History
from bot.store.assignments import load_assignments
from bot.store.case_versions import load_versions
from bot.store.database.tables import (
    appeals,
    assignments,
    case_versions,
    cases,
    decisions,
    flags,
)
from bot.store.decisions import load_decisions
from bot.store.reporter_records import load_reports
from bot.store.rows import row_to_case

_Part = TypeVar("_Part")
_Read: TypeAlias = Callable[[AsyncConnection, Collection[int]], Awaitable[Mapping[int, _Part]]]


def _name_part(table: Table) -> str:
    """Return the column that says whether a table has anything of a case: "has_appeals"."""
    return f"has_{table.name}"


SELECT_CASES = select(
    cases,
    *(
        exists().where(table.c.case == cases.c.number).label(_name_part(table))
        for table in (decisions, appeals, flags, case_versions, assignments)
    ),
)
"""Selects rows of the case table, each with the tables that have anything of it."""


async def load_case_files(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[CaseFile]:
    """Load the case files of rows of `SELECT_CASES`, in their order, however many with five queries at most.

    Fresh cases, to which nothing belongs yet, take none. They come without what is counted over other cases: the author's history, and the records of reporters.
    """

    async def load(table: Table, read: _Read[_Part]) -> Mapping[int, _Part]:
        part = _name_part(table)
        numbers = [row.number for row in rows if getattr(row, part)]
        return await read(connection, numbers) if numbers else {}

    made = await load(decisions, load_decisions)
    appealed = await load(appeals, _load_appeals)
    reports = await load(flags, load_reports)
    versions = await load(case_versions, load_versions)
    assigned = await load(assignments, load_assignments)
    return [
        CaseFile(
            case=row_to_case(row),
            opened_at=row.opened_at,
            history=History(0, 0, 0),
            decisions=tuple(made.get(row.number, ())),
            reports=tuple(reports.get(row.number, ())),
            versions=tuple(versions.get(row.number, ())),
            assignment=assigned.get(row.number),
            **appealed.get(row.number, {}),
        )
        for row in rows
    ]


async def _load_appeals(
    connection: AsyncConnection, numbers: Collection[int]
) -> dict[int, dict[str, Any]]:
    columns = (appeals.c.case, appeals.c.why, appeals.c.version)
    rows = await connection.execute(select(*columns).where(appeals.c.case.in_(numbers)))
    return {row.case: {"appeal": row.why, "appeal_version": row.version} for row in rows}
