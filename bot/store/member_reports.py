"""What members report to the moderators: once a person and message."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case import Case
from bot.domain.message import Author, Message
from bot.domain.verdict import Verdict
from bot.store.cases import Cases
from bot.store.database.tables import cases, flags
from bot.store.database.writer import Writer, insert_new
from bot.store.rows import key_to_row, row_to_case


class MemberReports:
    """A flag opens a case, unless the message has one."""

    def __init__(self, writer: Writer, of: Cases) -> None:
        self._writer = writer
        self._cases = of
        self._open = insert_new(cases, writer.engine).returning(cases.c.number)
        self._insert = insert_new(flags, writer.engine).returning(flags.c.case)

    async def open(
        self, message: Message, verdict: Verdict, *, by: Author
    ) -> tuple[Case, bool] | None:
        """Record a flag and the case it belongs to, durably, and whether that case is new.

        None: this person has flagged this message before.
        """
        row = self._cases.to_row(message, verdict)
        key = key_to_row(message.key)
        of_message = select(cases).where(*(cases.c[name] == value for name, value in key.items()))
        place = {name: key[name] for name in ("platform", "community", "channel", "message")}
        flag = {**place, "by": by.id}
        earlier = select(flags.c.case).where(*(flags.c[name] == flag[name] for name in flag))

        async def work(connection: AsyncConnection) -> tuple[Case, bool] | None:
            if await connection.scalar(earlier) is not None:
                return None
            is_new = await connection.scalar(self._open, row) is not None
            case = row_to_case((await connection.execute(of_message)).one())
            said = {**flag, "by_name": by.name, "case": case.number}
            # None: they have flagged it meanwhile, through another process.
            flagged = await connection.scalar(self._insert, said)
            return None if flagged is None else (case, is_new)

        return await self._writer.write(work)
