"""Member reports of messages to the moderators: one a person and message, in few cases, and not too many."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case import Case
from bot.domain.message import Author, Message
from bot.domain.verdict import Verdict
from bot.domain.versions import is_worse
from bot.store.case_versions import select_case
from bot.store.cases import Cases
from bot.store.database.tables import cases, decisions, flags
from bot.store.database.writer import Writer, insert_or_ignore
from bot.store.rows import IN_FORCE, key_to_row, row_to_case
from bot.store.text_ages import note_words

MOST_REPORTS = 10
"""Messages that a person can report in `REPORT_WINDOW`."""

REPORT_WINDOW = timedelta(hours=1)

_GATHERED_FOR = timedelta(days=1)
"""Time for which an open case takes further reports by the same person on the same author."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that was stored, in a new case or in one that was there; `is_gathered`: it is of another message."""

    case: Case
    is_new: bool = False
    is_gathered: bool = False


@dataclass(frozen=True, slots=True)
class ReportedBefore:
    """A report of a message that its reporter has reported before."""


@dataclass(frozen=True, slots=True)
class TooManyReports:
    """A report that was not stored, as its reporter has to wait."""

    wait: timedelta


class MemberReports:
    """The report table, `flags`. A report opens a case unless its message, or another one of its author, has one."""

    def __init__(self, writer: Writer, case_repository: Cases) -> None:
        self._writer = writer
        self._case_repository = case_repository
        self._insert = insert_or_ignore(flags, writer.engine).returning(flags.c.case)

    async def open(
        self, message: Message, verdict: Verdict, *, by: Author, at: datetime, why: str = ""
    ) -> Reported | ReportedBefore | TooManyReports:
        """Store a report, durably; return its case, or why there is none."""
        key = key_to_row(message.key)
        columns = ("platform", "community", "channel", "message")  # whatever its edit
        of_message = {name: key[name] for name in columns}
        report = {**of_message, "by": by.id}
        earlier = select(flags.c.case).where(*(flags.c[name] == report[name] for name in report))

        async def work(
            connection: AsyncConnection,
        ) -> Reported | ReportedBefore | TooManyReports:
            if await connection.scalar(earlier) is not None:
                return ReportedBefore()
            if too_many := await _count_reports(connection, message, by, at):
                return too_many
            reported = await self._find_or_open(connection, message, verdict, by=by, at=at)
            case = reported.case
            is_same = not reported.is_gathered and case.message.text == message.text
            other = {} if is_same else {"text": message.text, "link": message.link}
            told = {"by_name": by.name, "why": why, "flagged_at": at, "case": case.number}
            inserted = await connection.scalar(self._insert, {**report, **told, **other})
            await note_words(connection, case.number)
            # None: they have reported it meanwhile, through another process.
            return reported if inserted is not None else ReportedBefore()

        return await self._writer.write(work)

    async def _find_or_open(
        self,
        connection: AsyncConnection,
        message: Message,
        verdict: Verdict,
        *,
        by: Author,
        at: datetime,
    ) -> Reported:
        if row := (await connection.execute(select_case(message))).first():
            return Reported(row_to_case(row))
        if row := (await connection.execute(_select_reported(message))).first():
            return Reported(row_to_case(row), is_gathered=True)
        if row := (await connection.execute(_select_open_report(message, by, at))).first():
            case = row_to_case(row)
            if not is_worse(verdict, than=case.verdict):
                return Reported(case, is_gathered=True)
        new = {**self._case_repository.new_row(message, verdict), "is_report": True}
        number = await self._case_repository.insert(connection, new)
        if number is None:  # opened meanwhile, through another process
            return Reported(row_to_case((await connection.execute(select_case(message))).one()))
        return Reported(Case(number, message, verdict, is_report=True), is_new=True)


async def _count_reports(
    connection: AsyncConnection, message: Message, by: Author, at: datetime
) -> TooManyReports | None:
    """Return how long somebody has to wait before their next report; None if they need not."""
    c = flags.c
    here = and_(c.platform == message.platform, c.community == message.community, c.by == by.id)
    query = select(c.flagged_at).where(here, c.flagged_at > at - REPORT_WINDOW)
    times = sorted(await connection.scalars(query))
    if len(times) < MOST_REPORTS:
        return None
    return TooManyReports(times[-MOST_REPORTS] + REPORT_WINDOW - at)


def _select_reported(message: Message) -> Select[Any]:
    """Select the case in which a message was gathered with others."""
    key, c = key_to_row(message.key), flags.c
    columns = ("platform", "community", "channel", "message")
    of_message = and_(*(c[name] == key[name] for name in columns))
    return select(cases).join(flags, c.case == cases.c.number).where(of_message)


def _select_open_report(message: Message, by: Author, at: datetime) -> Select[Any]:
    """Select the latest open case of what one member reported of another, if it is recent."""
    c, d = cases.c, decisions.c
    counts = d.result.is_(None) | d.result.in_(IN_FORCE)
    is_decided = exists().where(d.case == c.number, d.version == c.version, counts)
    of_author = and_(
        c.platform == message.platform,
        c.community == message.community,
        c.author == message.author.id,
    )
    is_recent = flags.c.flagged_at > at - _GATHERED_FOR
    latest = func.max(flags.c.case)
    number = (
        select(latest)
        .join(cases, flags.c.case == c.number)
        .where(flags.c.by == by.id, is_recent, of_author, c.is_report, ~is_decided)
    )
    return select(cases).where(cases.c.number == number.scalar_subquery())
