"""Author notices: when authors were last told, and how much they are to be told of since then."""

from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import ColumnElement, Delete, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Message
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import author_notices
from bot.store.database.writer import Writer, insert_into

_KEY = ("platform", "community", "author")


class NoticeClaim(NamedTuple):
    """A claim to tell an author of a case at a time, unless they were told of another within a `pause` before it."""

    told_at: datetime
    pause: timedelta


class HeldNotices(NamedTuple):
    """Notices to one author that were held: of how many cases, and the number of the latest."""

    cases: int
    latest: int


def delete_notices(platform: str, community: str, *, author: str) -> Delete:
    """Return the statement that deletes what is known of the notices to an author."""
    here = (author_notices.c.platform == platform, author_notices.c.community == community)
    return delete(author_notices).where(*here, author_notices.c.author == author)


class AuthorNotices:
    """The table of author notices: one row for each author who was told of something."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        told = insert_into(author_notices, writer.engine)
        c = author_notices.c
        self._claim = told.on_conflict_do_update(
            index_elements=_KEY,
            set_={"told_at": told.excluded.told_at, "case": told.excluded.case},
            # The case itself claims it again where it was interrupted before it told them.
            where=and_(
                or_(c.told_at <= bindparam("before"), c.case == told.excluded.case), c.held == 0
            ),
        ).returning(c.author)

    async def claim(self, message: Message, case: int, claim: NoticeClaim) -> bool:
        """Record that an author is told of a case now; return False if they were of another within the pause."""
        work = partial(self.claim_in, message=message, case=case, claim=claim)
        return await self._writer.write(work)

    async def claim_in(
        self, connection: AsyncConnection, message: Message, case: int, claim: NoticeClaim
    ) -> bool:
        """Claim it in a transaction."""
        times = {"told_at": claim.told_at, "before": claim.told_at - claim.pause}
        values = {**_to_key(message), "case": case, **times}
        return await connection.scalar(self._claim, values) is not None

    async def release(self, message: Message, *, told_at: datetime) -> None:
        """Take a claim back, as there was nothing to tell; what was held since then is due at once."""
        c, is_theirs = author_notices.c, _is_of(message)

        async def work(connection: AsyncConnection) -> None:
            is_claim = and_(is_theirs, c.told_at == told_at)
            await connection.execute(delete(author_notices).where(is_claim, c.held == 0))
            long_ago = told_at - timedelta(days=1)
            await connection.execute(
                update(author_notices).where(is_claim).values(told_at=long_ago)
            )

        await self._writer.write(work)

    async def hold(self, message: Message, case: int) -> None:
        """Count a notice that was not sent, of the case of this number."""
        c = author_notices.c
        change = update(author_notices).where(_is_of(message)).values(held=c.held + 1, case=case)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(change)

        await self._writer.write(work)

    @retry_if_disconnected
    async def first_told_at(self, platform: str) -> datetime | None:
        """Return when the first of those was told for whom notices are held; None if there are none."""
        c = author_notices.c
        query = select(func.min(c.told_at)).where(c.platform == platform, c.held > 0)
        async with self._writer.reader.connect() as connection:
            told_at: datetime | None = await connection.scalar(query)
        return told_at

    async def take_due(
        self, platform: str, *, now: datetime, pause: timedelta
    ) -> list[HeldNotices]:
        """Return what is held for authors who were last told a `pause` ago, as they are told now."""
        c = author_notices.c
        is_due = and_(c.platform == platform, c.held > 0, c.told_at <= now - pause)
        query = select(c.community, c.author, c.held, c.case).where(is_due).with_for_update()

        async def work(connection: AsyncConnection) -> list[HeldNotices]:
            rows = (await connection.execute(query)).all()
            change = update(author_notices).where(is_due).values(held=0, told_at=now)
            await connection.execute(change)
            return [HeldNotices(row.held, row.case) for row in rows]

        return await self._writer.write(work)


def _to_key(message: Message) -> dict[str, str]:
    return dict(zip(_KEY, (message.platform, message.community, message.author.id), strict=True))


def _is_of(message: Message) -> ColumnElement[bool]:
    c = author_notices.c
    return and_(*(c[name] == value for name, value in _to_key(message).items()))
