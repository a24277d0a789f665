"""The case table: a record of what was done, and an outbox of what is still to be done."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.actions import Outcome
from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.queue_order import queue_time
from bot.domain.shards import ShardScope
from bot.domain.strikes import is_strike
from bot.domain.verdict import Verdict
from bot.store.case_inserts import insert_unless_accepted, name_parameters
from bot.store.database.leases import in_shards, is_claimable, is_unleased, lease_owner
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import author_names, case_versions, cases
from bot.store.database.transactions import Work
from bot.store.database.writer import Writer, insert_or_ignore
from bot.store.rows import message_to_row, outcome_to_row, row_to_case, verdict_to_row
from bot.store.steps import action_part, alert_part, end_part
from bot.store.waiting import mark_waiting, needs_review

# Built once: to build a statement costs more than to run it.
_OUTCOME: dict[str, Any] = {
    name: bindparam(name) for name in ("result", "done", "reason", "remedy")
}
_OF_CASE = cases.c.number == bindparam("of_number")
_UPDATE = update(cases).where(_OF_CASE, cases.c.version == bindparam("of_version"))
_IS_WAITING = needs_review(
    result=bindparam("new_result", type_=cases.c.result.type),
    done=bindparam("new_done", type_=cases.c.done.type),
)
_CLOSE = _UPDATE.values(
    {
        **_OUTCOME,
        "closed_at": func.now(),
        "is_strike": or_(cases.c.is_strike, bindparam("counts", type_=Boolean)),
        "is_waiting": _IS_WAITING.is_(true()),
    }
)
_CLOSE_OTHER_VERSION = (
    update(case_versions)
    .where(
        case_versions.c.case == bindparam("of_number"),
        case_versions.c.version == bindparam("of_version"),
    )
    .values(_OUTCOME)
)
_COUNT_STRIKE = update(cases).where(_OF_CASE).values(is_strike=true())
_MARK_ALERTED = _UPDATE.values(alerted_at=func.now())


class Cases:
    """Cases in a database opened by `open_database`. `model` names the bundle that scores."""

    def __init__(self, engine: AsyncEngine, *, model: str, writer: Writer | None = None) -> None:
        self.model = model
        self._writer = writer or Writer(engine)
        self._insert = insert_or_ignore(cases, engine).returning(cases.c.number)
        self._insert_unless_accepted: ReturningInsert[int] | None = None
        columns = ("platform", "community", "author", "name")
        self._insert_name = insert_or_ignore(author_names, engine).values(
            {name: bindparam(name) for name in columns}
        )
        self._lease_owner = lease_owner(engine)

    async def open(self, message: Message, verdict: Verdict) -> Case | None:
        """Store the intent, durably, before anything is done.

        Return None if the message has its case already, whichever version of it that is about.
        """
        number = await self._writer.write(self.prepare(message, verdict))
        return None if number is None else Case(number, message, verdict)

    def prepare(
        self, message: Message, verdict: Verdict, *, unless_accepted: bool = False
    ) -> Work[int | None]:
        """Prepare the insertion of a case as work in a transaction, which returns its number.

        None if its message has one, with `unless_accepted` also where a moderator accepted the same text of its author.
        """
        row = self.new_row(message, verdict)
        values = name_parameters(row, message) if unless_accepted else {}

        async def work(connection: AsyncConnection) -> int | None:
            if not unless_accepted:
                return await self.insert(connection, row)
            number = await connection.scalar(self._unless_accepted(row), values)
            return await self._name_author(connection, number, row)

        return work

    def new_row(self, message: Message, verdict: Verdict) -> dict[str, Any]:
        """Return the columns of a new, pending case."""
        origin = {"model": self.model, "holder": self._lease_owner}
        order = {"queue_at": queue_time(message, verdict)}
        return {**message_to_row(message), **verdict_to_row(verdict), **order, **origin}

    async def insert(self, connection: AsyncConnection, row: dict[str, Any]) -> int | None:
        """Insert a new case, and the name of its author; return its number, None if its message has one."""
        number: int | None = await connection.scalar(self._insert, row)
        return await self._name_author(connection, number, row)

    async def _name_author(
        self, connection: AsyncConnection, number: int | None, row: dict[str, Any]
    ) -> int | None:
        if number is not None:
            await connection.execute(self._insert_name, {**row, "name": row["author_name"]})
        return number

    def _unless_accepted(self, row: Collection[str]) -> ReturningInsert[int]:
        """Return the INSERT of such a row unless its text was accepted; built once."""
        if self._insert_unless_accepted is None:
            self._insert_unless_accepted = insert_unless_accepted(self._writer.engine, row)
        return self._insert_unless_accepted

    async def close(self, case: Case, outcome: Outcome) -> Case:
        """Store the outcome of a version, and if it is a strike, that the case counts from now on."""
        await self._writer.write(partial(self.close_in, case=case, outcome=outcome))
        return replace(case, outcome=outcome)

    async def close_in(self, connection: AsyncConnection, case: Case, outcome: Outcome) -> bool:
        """Store the outcome in a transaction; return False where the case has gone on to another version."""
        values = {**_of_version(case), **outcome_to_row(outcome)}
        new = {"new_result": values["result"], "new_done": values["done"]}
        counts = is_strike(outcome)
        closed = await connection.execute(_CLOSE, {**values, **new, "counts": counts})
        if not closed.rowcount:
            await connection.execute(_CLOSE_OTHER_VERSION, values)
            if counts:
                await connection.execute(_COUNT_STRIKE, {"of_number": case.number})
            await mark_waiting(connection, case.number)
        await end_part(connection, case.number, action_part(case))
        return bool(closed.rowcount)

    async def mark_alerted(self, case: Case) -> None:
        """Record that the moderators were shown the case: nothing is left to be done."""
        await self._writer.write(partial(self.mark_alerted_in, case=case))

    async def mark_alerted_in(self, connection: AsyncConnection, case: Case) -> None:
        """Record it in a transaction."""
        await connection.execute(_MARK_ALERTED, _of_version(case))
        await end_part(connection, case.number, alert_part(case))

    async def claim_pending(
        self,
        platform: str,
        owners: Collection[str] | None = None,
        *,
        shards: ShardScope | None = None,
    ) -> list[Case]:
        """Claim and return a platform's cases that are not enforced or not alerted yet, oldest first.

        Cases that another running process has claimed stay with it. With `owners`: of these alone.
        """
        c = cases.c
        is_free = and_(
            c.platform == platform,
            in_shards(shards),
            is_claimable(cases, self._writer.engine, owners, shards),
        )
        # Two statements, each with an index of its own; some are shown before they are enforced.
        claims = [
            update(cases).where(is_free, is_pending).values(holder=self._lease_owner)
            for is_pending in (c.alerted_at.is_(None), c.result.is_(None))
        ]

        async def work(connection: AsyncConnection) -> list[Case]:
            found = dict[int, Case]()
            for claim in claims:
                rows = await connection.execute(claim.returning(cases))
                found |= {row.number: row_to_case(row) for row in rows}
            return [found[number] for number in sorted(found)]

        return await self._writer.write(work)

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


def _of_version(case: Case) -> dict[str, Any]:
    return {"of_number": case.number, "of_version": case.version}
