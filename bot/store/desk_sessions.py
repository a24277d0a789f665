"""Sessions of the desk: who is signed in where, by the hash of a token that only their browser has."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import desk_sessions
from bot.store.database.writer import Writer

IDLE: Final = timedelta(hours=12)
"""After which a session that nobody uses ends."""

LONGEST: Final = timedelta(days=7)
"""After which every session ends."""

_TOUCH_AFTER: Final = timedelta(minutes=5)
"""Between two records of the use of a session."""


class Identity(NamedTuple):
    """A member of a platform, by its id; `community`: the only one in which the id is theirs, "" for all."""

    member: str
    community: str = ""


class DeskSessions:
    """The session table: for each token and platform, the member that a browser is signed in as."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def begin(
        self, token: str, members: Mapping[str, Identity], *, at: datetime, instead_of: str = ""
    ) -> None:
        """Begin a session as these members, by platform; that of another token ends."""
        rows = [
            {
                "token": token,
                "platform": platform,
                **identity._asdict(),
                "began_at": at,
                "seen_at": at,
            }
            for platform, identity in members.items()
        ]
        old = delete(desk_sessions).where(desk_sessions.c.token.in_([instead_of, token]))

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(old)
            await connection.execute(insert(desk_sessions), rows)

        await self._writer.write(work)

    async def find(self, token: str, *, at: datetime) -> dict[str, Identity]:
        """Return the member that a token is signed in as, by platform; {} where its session is over."""
        rows = await self._find(token, at)
        if any(seen_at < at - _TOUCH_AFTER for _, _, seen_at in rows):
            await self._touch(token, at)
        return {platform: identity for platform, identity, _ in rows}

    async def end(self, token: str) -> None:
        """End a session."""
        await self._delete(desk_sessions.c.token == token)

    async def end_all(self, members: Mapping[str, Identity]) -> None:
        """End every session of these members, by platform, in whatever browser."""
        c = desk_sessions.c
        await self._delete(
            or_(
                *(
                    and_(c.platform == name, c.member == each.member, c.community == each.community)
                    for name, each in members.items()
                )
            )
        )

    async def forget(self, *, at: datetime) -> None:
        """Delete the sessions that are over."""
        c = desk_sessions.c
        await self._delete(or_(c.seen_at < at - IDLE, c.began_at < at - LONGEST))

    @retry_if_disconnected
    async def _find(self, token: str, at: datetime) -> list[tuple[str, Identity, datetime]]:
        c = desk_sessions.c
        lasts = and_(c.seen_at >= at - IDLE, c.began_at >= at - LONGEST)
        query = select(c.platform, c.member, c.community, c.seen_at).where(c.token == token, lasts)
        async with self._writer.reader.connect() as connection:
            return [
                (row.platform, Identity(row.member, row.community), row.seen_at)
                for row in await connection.execute(query)
            ]

    async def _touch(self, token: str, at: datetime) -> None:
        used = update(desk_sessions).where(desk_sessions.c.token == token).values(seen_at=at)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(used)

        await self._writer.write(work)

    async def _delete(self, where: ColumnElement[bool]) -> None:
        ended = delete(desk_sessions).where(where)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(ended)

        await self._writer.write(work)
