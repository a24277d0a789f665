"""Steps of cases that are being worked on: each recorded before its effect, and after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
_IS_STEP = steps.c.step == bindparam("of_step")
_READ_STEP = _READ.where(_IS_STEP)
_WITHDRAW = _END.where(_IS_STEP)


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
        self._of_part: dict[str, int | str] = {"of_case": case.number, "of_part": part}
        self._records: dict[Step, StepRecord] = {}
        self._is_read = is_new
        self._unwritten: dict[Step, Outcome] = {}
        self._begun_ahead: dict[Step, StepRecord] = {}

    async def find(self, step: Step) -> StepRecord | None:
        """Return the record of a step; None if it was never begun."""
        if not self._is_read:
            self._records = {**await self._read(), **self._records}
            self._is_read = True
        return self._records.get(step)

    async def begin(self, step: Step, *, ends_at: datetime | None = None) -> StepRecord:
        """Record, durably, that a step begins; return what is known of it."""
        if first := self._begun_ahead.pop(step, None):
            return first
        if known := self._records.get(step):
            return known
        beginning = self.prepare(step, ends_at=ends_at)
        record = await self._table.writer.write(beginning.write)
        self._note(beginning, record)
        return record

    def prepare(self, step: Step, *, ends_at: datetime | None = None) -> "Beginning":
        """Prepare the beginning of a step, to be recorded in a transaction with something else."""
        begun = StepRecord(self._table.clock.now(), ends_at=ends_at)
        return Beginning(self._table, self._of_part, step, begun, dict(self._unwritten))

    def note_begun(self, beginning: "Beginning", record: StepRecord) -> None:
        """Note that a beginning was committed, of a step that is begun next."""
        self._note(beginning, record)
        self._begun_ahead[beginning.step] = record

    def is_begun_ahead(self, step: Step) -> bool:
        """Return whether it was recorded that a step begins, which nobody has begun since."""
        return step in self._begun_ahead

    def _note(self, beginning: "Beginning", record: StepRecord) -> None:
        for each in beginning.finished:
            self._unwritten.pop(each, None)
        self._records[beginning.step] = replace(record, is_repeated=True)  # whenever asked again

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
        self._begun_ahead.pop(step, None)

    @retry_if_disconnected
    async def _read(self) -> dict[Step, StepRecord]:
        async with self._table.writer.reader.connect() as connection:
            rows = await connection.execute(_READ, self._of_part)
            return {Step(row.step): _to_record(row) for row in rows}


@dataclass(frozen=True, slots=True)
class Beginning:
    """The beginning of a step, and what became of those before it that was not stored yet."""

    table: Steps
    of_part: Mapping[str, int | str]
    step: Step
    begun: StepRecord
    finished: Mapping[Step, Outcome]

    async def write(self, connection: AsyncConnection) -> StepRecord:
        """Record it in a transaction; return what is known of the step."""
        row = {"case": self.of_part["of_case"], "part": self.of_part["of_part"]}
        for each, outcome in self.finished.items():
            columns = outcome_to_row(outcome)
            values = {name: columns[name] for name in _OUTCOME}
            await connection.execute(self.table.finish, {**row, "step": each.value, **values})
        times = {"begun_at": self.begun.begun_at, "ends_at": self.begun.ends_at}
        inserting = {**row, "step": self.step.value, **times}
        if (await connection.execute(self.table.insert, inserting)).rowcount:
            return self.begun
        of_step = {**self.of_part, "of_step": self.step.value}
        return _to_record((await connection.execute(_READ_STEP, of_step)).one())


def _to_record(row: Row[tuple[object, ...]]) -> StepRecord:
    return StepRecord(
        row.begun_at, is_repeated=True, ends_at=row.ends_at, outcome=row_to_outcome(row)
    )
