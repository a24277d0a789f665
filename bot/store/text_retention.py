"""Text retention: what people wrote is blanked once it is old; figures, decisions and strikes stay."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Update,
    and_,
    delete,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case import Case
from bot.domain.memory import TextAges
from bot.store.database.leases import is_unleased, lease_owner
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import (
    alert_cards,
    appeals,
    author_names,
    case_versions,
    cases,
    decisions,
    flags,
    member_notes,
    suggestions,
    text_sweeps,
)
from bot.store.database.writer import Writer, insert_or_ignore
from bot.store.rows import row_to_case
from bot.store.waiting import is_answered


class TextRetention:
    """The texts of a platform's cases, from their age on; one process at a time looks through them."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert_sweep = insert_or_ignore(text_sweeps, writer.engine)

    async def claim(self, platform: str, *, at: datetime, interval: timedelta) -> bool:
        """Claim the next sweep; False if it is not due, or another process is at it.

        The first is due an interval after the first look.
        """
        c, owner = text_sweeps.c, lease_owner(self._writer.engine)
        is_free = is_unleased(text_sweeps, self._writer.engine)
        is_due = and_(c.platform == platform, c.swept_at <= at - interval, is_free)
        claim = update(text_sweeps).where(is_due).values(holder=owner).returning(c.platform)

        async def work(connection: AsyncConnection) -> bool:
            await connection.execute(self._insert_sweep, {"platform": platform, "swept_at": at})
            return await connection.scalar(claim) is not None

        return await self._writer.write(work)

    async def finish(self, platform: str, *, at: datetime) -> None:
        """Record that a sweep is finished."""
        of_platform = update(text_sweeps).where(text_sweeps.c.platform == platform)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(of_platform.values(swept_at=at, holder=None))

        await self._writer.write(work)

    @retry_if_disconnected
    async def communities(self, platform: str) -> list[str]:
        """Return the communities of which texts are kept."""
        has_text = and_(cases.c.platform == platform, cases.c.text_at.is_not(None))
        query = select(cases.c.community).where(has_text).distinct()
        async with self._writer.reader.connect() as connection:
            return sorted(await connection.scalars(query))

    async def forget(self, platform: str, community: str, ages: TextAges, *, limit: int) -> int:
        """Blank the oldest texts that are to be forgotten, at once; return of how many cases."""
        due = _select_due(platform, community, ages).limit(limit)

        async def work(connection: AsyncConnection) -> int:
            numbers = (await connection.scalars(due)).all()
            for statement in _list_changes(numbers) if numbers else ():
                await connection.execute(statement)
            return len(numbers)

        return await self._writer.write(work)

    async def forget_notes(self, platform: str, *, before: datetime) -> int:
        """Delete the notes of moderators that are older."""
        c = member_notes.c
        old = delete(member_notes).where(c.platform == platform, c.noted_at < before)
        return await self._writer.write(lambda connection: _count(connection, old))

    async def forget_suggestions(self, *, before: datetime) -> int:
        """Blank the texts of score suggestions that are older."""
        c = suggestions.c
        old = update(suggestions).where(c.suggested_at < before, c.text != "").values(text="")
        return await self._writer.write(lambda connection: _count(connection, old))

    @retry_if_disconnected
    async def find_stale(self, platform: str, *, limit: int) -> list[Case]:
        """Return cases whose cards may still show what was forgotten, or how it was before an edit was acted on."""
        is_stale = and_(cases.c.platform == platform, cases.c.is_card_stale)
        query = select(cases).where(is_stale).order_by(cases.c.number).limit(limit)
        async with self._writer.reader.connect() as connection:
            return [row_to_case(row) for row in await connection.execute(query)]

    async def mark_redrawn(self, case: int) -> None:
        """Record that the cards of a case were redrawn."""
        change = update(cases).where(cases.c.number == case).values(is_card_stale=False)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(change)

        await self._writer.write(work)


def has_card() -> ColumnElement[bool]:
    """Return the SQL condition for cases that moderators were shown in a message."""
    return exists().where(alert_cards.c.case == cases.c.number)


def _select_due(platform: str, community: str, ages: TextAges) -> Select[int]:
    """Select the cases whose texts are to be forgotten: none with an appeal that nobody answered."""
    c = cases.c
    waits = or_(c.is_waiting, c.alerted_at.is_(None), c.result.is_(None))
    is_old = or_(c.text_at < ages.waiting, and_(c.text_at < ages.settled, ~waits))
    is_appealed = exists().where(appeals.c.case == c.number, ~is_answered())
    here = and_(c.platform == platform, c.community == community, c.text_at.is_not(None))
    return select(c.number).where(here, is_old, ~is_appealed).order_by(c.text_at)


def _list_changes(numbers: Sequence[int]) -> Iterator[Update | Delete]:
    """List the changes that leave nothing of what was written in these cases, and of who it was by name."""
    blank = {"text": "", "author_name": "", "text_at": None, "is_text_kept": False}
    of_cases = cases.c.number.in_(numbers)
    yield update(cases).where(of_cases).values({**blank, "words": [], "is_card_stale": has_card()})
    for table, words in _WORDS.items():
        yield update(table).where(table.c.case.in_(numbers)).values(dict.fromkeys(words, ""))
    yield update(case_versions).where(case_versions.c.case.in_(numbers)).values(words=[])
    yield _delete_names(numbers)


_WORDS = {
    case_versions: ("text",),
    appeals: ("why",),
    flags: ("why", "text", "by_name"),
    decisions: ("why",),
}
"""Columns of what was written in the tables around a case."""


def _delete_names(numbers: Sequence[int]) -> Delete:
    """Delete the names of authors under which no text of theirs is kept."""
    names, other = author_names.c, cases.alias()
    theirs = exists().where(
        cases.c.number.in_(numbers),
        cases.c.platform == names.platform,
        cases.c.community == names.community,
        cases.c.author == names.author,
    )
    is_kept = exists().where(
        other.c.platform == names.platform,
        other.c.community == names.community,
        other.c.author == names.author,
        other.c.author_name == names.name,
    )
    return delete(author_names).where(theirs, ~is_kept)


async def _count(connection: AsyncConnection, statement: Update | Delete) -> int:
    return (await connection.execute(statement)).rowcount
