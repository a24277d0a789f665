"""The case table: a record of what was done, and an outbox of what is still to be done."""

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
from bot.store.database.leases import is_unleased, lease_owner
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases
from bot.store.database.writer import Writer, insert_or_ignore
from bot.store.rows import message_to_row, outcome_to_row, row_to_case, verdict_to_row

# Built once: to build a statement costs more than to run it.
_UPDATE = update(cases).where(cases.c.number == bindparam("of_number"))
_CLOSE = _UPDATE.values(
    {name: bindparam(name) for name in ("result", "done", "reason", "remedy", "is_strike")}
    | {"closed_at": func.now()}
)
_MARK_ALERTED = _UPDATE.values(alerted_at=func.now())


class Cases:
    """Cases in a database opened by `open_database`. `model` names the bundle that scores."""

    def __init__(self, engine: AsyncEngine, *, model: str, writer: Writer | None = None) -> None:
        self._model = model
        self._writer = writer or Writer(engine)
        self._insert = insert_or_ignore(cases, engine).returning(cases.c.number)
        self._lease_owner = lease_owner(engine)

    async def open(self, message: Message, verdict: Verdict) -> Case | None:
        """Store the intent, durably, before anything is done.

        Return None if this version of the message has its case already.
        """
        row = self.new_row(message, verdict)

        async def work(connection: AsyncConnection) -> int | None:
            number: int | None = await connection.scalar(self._insert, row)
            return number

        number = await self._writer.write(work)
        return None if number is None else Case(number, message, verdict)

    def new_row(self, message: Message, verdict: Verdict) -> dict[str, Any]:
        """Return the columns of a new, pending case."""
        origin = {"model": self._model, "holder": self._lease_owner}
        return {**message_to_row(message), **verdict_to_row(verdict), **origin}

    async def close(self, case: Case, outcome: Outcome) -> Case:
        """Store the outcome, and whether the case is a strike from now on."""
        strike = {"is_strike": is_strike(outcome), "of_number": case.number}
        await self._execute(_CLOSE, {**outcome_to_row(outcome), **strike})
        return replace(case, outcome=outcome)

    async def mark_alerted(self, case: Case) -> None:
        """Record that the moderators were shown the case: nothing is left to be done."""
        await self._execute(_MARK_ALERTED, {"of_number": case.number})

    async def claim_pending(self, platform: str) -> list[Case]:
        """Claim and return a platform's cases that are not enforced or not alerted yet, oldest first.

        Cases that another running process has claimed stay with it.
        """
        is_pending = and_(cases.c.platform == platform, cases.c.alerted_at.is_(None))
        claim = update(cases).where(is_pending, is_unleased(cases, self._writer.engine))
        claimed = claim.values(holder=self._lease_owner).returning(cases)

        async def work(connection: AsyncConnection) -> list[Case]:
            return [row_to_case(row) for row in await connection.execute(claimed)]

        return sorted(await self._writer.write(work), key=attrgetter("number"))

    async def claim_unshown(self, platform: str, community: str) -> list[Case]:
        """Claim and return a community's closed cases that no moderator was shown yet, oldest first."""
        c = cases.c
        is_here = and_(c.platform == platform, c.community == community)
        is_unshown = and_(is_here, c.result.is_not(None), c.alerted_at.is_(None))
        claim = update(cases).where(is_unshown, is_unleased(cases, self._writer.engine))
        claimed = claim.values(holder=self._lease_owner).returning(cases)

        async def work(connection: AsyncConnection) -> list[Case]:
            return [row_to_case(row) for row in await connection.execute(claimed)]

        return sorted(await self._writer.write(work), key=attrgetter("number"))

    @retry_if_disconnected
    async def find(self, number: int) -> Case | None:
        """Return the case of a number."""
        async with self._writer.reader.connect() as connection:
            row = (await connection.execute(select(cases).where(cases.c.number == number))).first()
        return None if row is None else row_to_case(row)

    async def _execute(self, change: Update, values: dict[str, Any]) -> None:
        async def work(connection: AsyncConnection) -> None:
            await connection.execute(change, values)

        await self._writer.write(work)
