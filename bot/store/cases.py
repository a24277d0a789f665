"""The case table: the record of what was done, and the outbox of what is still to be done."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

from sqlalchemy import Update, and_, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.actions import Outcome
from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.strikes import is_strike
from bot.domain.verdict import Verdict
from bot.store.database.postgres import is_unleased, lease_owner, retry_if_disconnected
from bot.store.database.tables import cases
from bot.store.database.writer import Writer, insert_new
from bot.store.rows import message_to_row, outcome_to_row, row_to_case, verdict_to_row

# Made once: to make a statement costs more than to run it.
_OF = update(cases).where(cases.c.number == bindparam("of"))
_CLOSE = _OF.values(
    {name: bindparam(name) for name in ("result", "done", "reason", "remedy", "is_strike")}
    | {"closed_at": func.now()}
)
_MARK_ALERTED = _OF.values(alerted_at=func.now())


class Cases:
    """Cases in a database opened by `open_store`. `model` names the bundle that scores."""

    def __init__(self, engine: AsyncEngine, *, model: str, writer: Writer | None = None) -> None:
        self._model = model
        self._writer = writer or Writer(engine)
        self._insert = insert_new(cases, engine).returning(cases.c.number)
        self._holder = lease_owner(engine)

    async def open(self, message: Message, verdict: Verdict) -> Case | None:
        """Record the intent, durably, before anything is done.

        None: this version of the message has its case already.
        """
        row = self.to_row(message, verdict)

        async def work(connection: AsyncConnection) -> int | None:
            number: int | None = await connection.scalar(self._insert, row)
            return number

        number = await self._writer.write(work)
        return None if number is None else Case(number, message, verdict)

    def to_row(self, message: Message, verdict: Verdict) -> dict[str, Any]:
        """A new case's columns."""
        begun = {"model": self._model, "holder": self._holder}
        return {**message_to_row(message), **verdict_to_row(verdict), **begun}

    async def close(self, case: Case, outcome: Outcome) -> Case:
        """Record what became of it, and whether it is a strike from now on."""
        standing = {"is_strike": is_strike(outcome), "of": case.number}
        await self._run(_CLOSE, {**outcome_to_row(outcome), **standing})
        return replace(case, outcome=outcome)

    async def mark_alerted(self, case: Case) -> None:
        """Record that the moderators were shown it: nothing is left to be done."""
        await self._run(_MARK_ALERTED, {"of": case.number})

    async def claim_pending(self, platform: str) -> list[Case]:
        """Cases of a platform that still want acting on or showing, oldest first; held from now on.

        What another process holds is left to it.
        """
        is_waiting = and_(cases.c.platform == platform, cases.c.alerted_at.is_(None))
        hold = update(cases).where(is_waiting, is_unleased(cases, self._writer.engine))
        taken = hold.values(holder=self._holder).returning(cases)

        async def work(connection: AsyncConnection) -> list[Case]:
            return [row_to_case(row) for row in await connection.execute(taken)]

        return sorted(await self._writer.write(work), key=attrgetter("number"))

    @retry_if_disconnected
    async def find(self, number: int) -> Case | None:
        """The case of this number."""
        async with self._writer.reader.connect() as connection:
            row = (await connection.execute(select(cases).where(cases.c.number == number))).first()
        return None if row is None else row_to_case(row)

    async def _run(self, change: Update, values: dict[str, Any]) -> None:
        async def work(connection: AsyncConnection) -> None:
            await connection.execute(change, values)

        await self._writer.write(work)
