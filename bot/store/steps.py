"""Steps of cases that are being worked on: each recorded before its effect, and after it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Row, and_, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.actions import Outcome
from bot.domain.case import Case
from bot.domain.steps import Step, StepRecord
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import steps
from bot.store.database.writer import Writer, insert_into
from bot.store.rows import outcome_to_row, row_to_outcome
from bot.store.shared_clock import SharedClock

APPEAL = "appeal"
"""The part of a case that shows its appeal to the moderators."""

_OUTCOME = ("result", "done", "reason", "remedy")
"""The columns of an outcome."""

_OF_PART = and_(steps.c.case == bindparam("of_case"), steps.c.part == bindparam("of_part"))
# Built once: to build a statement costs more than to run it.
_READ = select(steps).where(_OF_PART)
_END = delete(steps).where(_OF_PART)
_WITHDRAW = _END.where(steps.c.step == bindparam("of_step"))


def action_part(case: Case) -> str:
    """Return the part of a case that is the policy's action on this version: "action 0"."""
    return f"action {case.version}"


def alert_part(case: Case) -> str:
    """Return the part of a case that shows this version to the moderators: "alert 0"."""
    return f"alert {case.version}"


def decision_part(sequence: int) -> str:
    """Return the part of a case that is a moderator's decision: 0 -> "decision 0"."""
    return f"decision {sequence}"


async def end_part(connection: AsyncConnection, case: int, part: str) -> None:
    """Delete the steps of a part, whose outcome is stored in the same transaction."""
    await connection.execute(_END, {"of_case": case, "of_part": part})


class Steps:
    """The step table."""

    def __init__(self, writer: Writer, clock: SharedClock) -> None:
        self.writer = writer
        self.clock = clock
        self.insert = insert_into(steps, writer.engine).on_conflict_do_nothing()
        finish = insert_into(steps, writer.engine)
        self.finish = finish.on_conflict_do_update(
            index_elements=["case", "part", "step"],
            set_={name: finish.excluded[name] for name in _OUTCOME},
        )

    def open(self, case: Case, part: str, *, is_new: bool = False) -> "RecordedSteps":
        """Return the log of a part of a case; `is_new`: nothing of it was begun before."""
        return RecordedSteps(self, case, part, is_new=is_new)


class RecordedSteps:
    """Step log in the database. What is noted here stays noted where the database fails, for a next try."""

    def __init__(self, table: Steps, case: Case, part: str, *, is_new: bool) -> None:
        self.key = f"{case.message.key} {case.number} {part}"
        self._table = table
        self._of_part = {"of_case": case.number, "of_part": part}
        self._row = {"case": case.number, "part": part}
        self._records: dict[Step, StepRecord] = {}
        self._is_read = is_new
        self._unwritten: dict[Step, Outcome] = {}

    async def find(self, step: Step) -> StepRecord | None:
        """Return the record of a step; None if it was never begun."""
        if not self._is_read:
            self._records = {**await self._read(), **self._records}
            self._is_read = True
        return self._records.get(step)

    async def begin(self, step: Step, *, ends_at: datetime | None = None) -> StepRecord:
        """Record, durably, that a step begins; return what is known of it."""
        if known := self._records.get(step):
            return known
        record = StepRecord(self._table.clock.now(), ends_at=ends_at)
        row = {**self._row, "step": step.value, "begun_at": record.begun_at, "ends_at": ends_at}
        finished = dict(self._unwritten)

        async def work(connection: AsyncConnection) -> bool:
            for each, outcome in finished.items():
                columns = outcome_to_row(outcome)
                values = {name: columns[name] for name in _OUTCOME}
                row_of_step = {**self._row, "step": each.value, **values}
                await connection.execute(self._table.finish, row_of_step)
            return bool((await connection.execute(self._table.insert, row)).rowcount)

        is_first = await self._table.writer.write(work)
        for each in finished:
            self._unwritten.pop(each, None)
        if not is_first and (known := await self.find(step)):
            return known
        self._records[step] = replace(record, is_repeated=True)  # whenever it is asked for again
        return record

    def finish(self, step: Step, outcome: Outcome) -> None:
        """Note the outcome of a step: it is stored with the next step, or by the action's own outcome."""
        known = self._records.get(step) or StepRecord(self._table.clock.now())
        self._records[step] = replace(known, outcome=outcome)
        self._unwritten[step] = outcome

    async def withdraw(self, step: Step) -> None:
        """Delete the record of a step that the platform has refused, so that the next try is a first one."""
        values = {**self._of_part, "of_step": step.value}

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(_WITHDRAW, values)

        await self._table.writer.write(work)
        self._records.pop(step, None)

    @retry_if_disconnected
    async def _read(self) -> dict[Step, StepRecord]:
        async with self._table.writer.reader.connect() as connection:
            rows = await connection.execute(_READ, self._of_part)
            return {Step(row.step): _to_record(row) for row in rows}


def _to_record(row: Row[tuple[object, ...]]) -> StepRecord:
    return StepRecord(
        row.begun_at, is_repeated=True, ends_at=row.ends_at, outcome=row_to_outcome(row)
    )
