"""Case files: cases with all that belongs to them, loaded together."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Row, Table, bindparam, exists, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case import CaseFile, History
from bot.store.assignments import load_assignments
from bot.store.case_versions import load_versions
from bot.store.database.tables import appeals, assignments, case_versions, decisions, flags
from bot.store.decisions import load_decisions
from bot.store.reporter_records import load_reports
from bot.store.rows import row_to_case

_Part = TypeVar("_Part")
_Read: TypeAlias = Callable[[AsyncConnection, Collection[int]], Awaitable[Mapping[int, _Part]]]

_FIND_PARTS = union_all(
    *(
        select(literal(table.name)).where(
            exists().where(table.c.case.in_(bindparam("numbers", expanding=True)))
        )
        for table in (decisions, appeals, flags, case_versions, assignments)
    )
)
"""Finds which tables have anything of these cases."""


async def load_case_files(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[CaseFile]:
    """Load the case files of rows of the case table, in their order, however many with six queries at most.

    A fresh case, to which nothing belongs yet, takes one. They come without what is counted over other cases: the author's history, and the records of reporters.
    """
    numbers = [row.number for row in rows]
    parts = set(await connection.scalars(_FIND_PARTS, {"numbers": numbers}))

    async def load(table: Table, read: _Read[_Part]) -> Mapping[int, _Part]:
        return await read(connection, numbers) if table.name in parts else {}

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
