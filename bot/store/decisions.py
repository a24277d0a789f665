"""Decisions of moderators on cases: stored before they are carried out, and only once."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import and_, bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.case import Decision
from bot.domain.message import Author
from bot.domain.shards import ShardScope
from bot.store.assignments import end_assignment
from bot.store.database.leases import in_shards, is_claimable, lease_owner
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import cases, decisions
from bot.store.database.writer import Writer, insert_or_ignore
from bot.store.rows import outcome_to_row, row_to_decision
from bot.store.steps import decision_part, end_part
from bot.store.text_ages import note_words
from bot.store.waiting import mark_waiting

_RESOLVE = (
    update(decisions)
    .where(decisions.c.case == bindparam("of_case"), decisions.c.place == bindparam("at_sequence"))
    .values({name: bindparam(name) for name in ("result", "done", "reason", "remedy")})
)


class Decisions:
    """The decision table. The decisions of a case are numbered 0, 1, 2, ...: its sequence."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(decisions, writer.engine).returning(decisions.c.place)
        self._lease_owner = lease_owner(writer.engine)

    async def claim(
        self,
        case: int,
        sequence: int,
        *,
        button: Button,
        by: Author,
        why: str = "",
        version: int = 0,
        clear_days: int = 0,
        is_change: bool = False,
    ) -> bool:
        """Store the intent, durably; return False if somebody else decided first.

        `version` is the one of the message that it is about, `clear_days` the history that goes with a ban,
        `is_change` that harsher actions are taken back.

        An optimistic lock: `sequence` is the number of decisions that the caller saw, and the insert
        does nothing if that number is taken.
        """
        row = {
            "case": case,
            "place": sequence,
            "button": button.value,
            "by": by.id,
            "by_name": by.name,
            "why": why,
            "version": version,
            "clear_days": clear_days,
            "is_change": is_change,
            "holder": self._lease_owner,
        }

        async def work(connection: AsyncConnection) -> bool:
            is_first = await connection.scalar(self._insert, row) is not None
            if why:
                await note_words(connection, case)
            await mark_waiting(connection, case)
            if is_first:
                await end_assignment(connection, case)
            return is_first

        return await self._writer.write(work)

    async def resolve(
        self, case: int, sequence: int, *, outcome: Outcome, is_strike: bool | None
    ) -> None:
        """Store the outcome, and whether the case is a strike now; None leaves that as it is."""

        async def work(connection: AsyncConnection) -> None:
            which = {"of_case": case, "at_sequence": sequence}
            await connection.execute(_RESOLVE, {**outcome_to_row(outcome), **which})
            if is_strike is not None:
                change = update(cases).where(cases.c.number == case)
                await connection.execute(change.values(is_strike=is_strike))
            await mark_waiting(connection, case)
            await end_part(connection, case, decision_part(sequence))

        await self._writer.write(work)

    @retry_if_disconnected
    async def by_case(self, numbers: Collection[int]) -> dict[int, list[Decision]]:
        """Return the decisions of these cases by case number, each case's in order."""
        async with self._writer.reader.connect() as connection:
            return await load_decisions(connection, numbers)

    async def claim_pending(
        self,
        platform: str,
        owners: Collection[str] | None = None,
        *,
        shards: ShardScope | None = None,
    ) -> list[tuple[int, int]]:
        """Claim a platform's decisions without an outcome; return (case, sequence) pairs, oldest first."""
        c = decisions.c
        of_platform = exists().where(
            cases.c.number == c.case, cases.c.platform == platform, in_shards(shards)
        )
        is_pending = and_(c.result.is_(None), of_platform)
        claim = update(decisions).where(
            is_pending,
            is_claimable(decisions, self._writer.engine, owners, shards),
        )
        claimed = claim.values(holder=self._lease_owner).returning(c.case, c.place)

        async def work(connection: AsyncConnection) -> list[tuple[int, int]]:
            return sorted((row.case, row.place) for row in await connection.execute(claimed))

        return await self._writer.write(work)


async def load_decisions(
    connection: AsyncConnection, numbers: Collection[int]
) -> dict[int, list[Decision]]:
    """Load the decisions of these cases by case number, each case's in order."""
    is_of_these = decisions.c.case.in_(numbers)
    query = select(decisions).where(is_of_these).order_by(decisions.c.case, decisions.c.place)
    found = defaultdict[int, list[Decision]](list)
    for row in await connection.execute(query):
        found[row.case].append(row_to_decision(row))
    return found
