"""Member reports of messages to the moderators: one a person and message."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case import Case
from bot.domain.message import Author, Message
from bot.domain.verdict import Verdict
from bot.store.cases import Cases
from bot.store.database.tables import cases, flags
from bot.store.database.writer import Writer, insert_or_ignore
from bot.store.rows import key_to_row, row_to_case


class MemberReports:
    """The report table, `flags`. A report opens a case unless the message has one."""

    def __init__(self, writer: Writer, case_repository: Cases) -> None:
        self._writer = writer
        self._case_repository = case_repository
        self._insert_case = insert_or_ignore(cases, writer.engine).returning(cases.c.number)
        self._insert = insert_or_ignore(flags, writer.engine).returning(flags.c.case)

    async def open(
        self, message: Message, verdict: Verdict, *, by: Author
    ) -> tuple[Case, bool] | None:
        """Store a report, durably; return its case, and whether that is new.

        Return None if this person has reported this message before.
        """
        row = self._case_repository.new_row(message, verdict)
        key = key_to_row(message.key)
        of_message = select(cases).where(*(cases.c[name] == value for name, value in key.items()))
        columns = ("platform", "community", "channel", "message")  # whatever its edit
        report = {**{name: key[name] for name in columns}, "by": by.id}
        earlier = select(flags.c.case).where(*(flags.c[name] == report[name] for name in report))

        async def work(connection: AsyncConnection) -> tuple[Case, bool] | None:
            if await connection.scalar(earlier) is not None:
                return None
            is_new = await connection.scalar(self._insert_case, row) is not None
            case = row_to_case((await connection.execute(of_message)).one())
            values = {**report, "by_name": by.name, "case": case.number}
            # None: they have reported it meanwhile, through another process.
            inserted = await connection.scalar(self._insert, values)
            return None if inserted is None else (case, is_new)

        return await self._writer.write(work)
