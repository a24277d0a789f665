"""Shard leases: which process is connected for which shard of a bot, on a database that several processes share.

All times are the database's own: no clock of a process decides anything.
"""

from datetime import datetime

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.shards import HeldShards, ShardScope, has_surplus, most_shards
from bot.store.database.leases import LEASE_SECONDS, give_up_work, lease_owner
from bot.store.database.writer import Writer
from bot.store.outage import StoreOutage
from bot.store.shared_clock import SharedClock

IDENTIFY_INTERVAL = 5.0
"""Seconds that Discord wants between two new sessions of a bucket."""

_BEAT = text(
    "INSERT INTO processes (process, bot, shards, seen_at) VALUES (:me, :bot, :shards, now())"
    " ON CONFLICT (process) DO UPDATE SET seen_at = now() RETURNING clock_timestamp()"
)
_COUNT_HELD_BY_OTHERS = text(
    "SELECT count(shard) AS held FROM processes AS p LEFT JOIN shard_leases AS l"
    " ON l.holder = p.process AND l.bot = p.bot AND l.shards = :shards"
    " WHERE p.bot = :bot AND p.seen_at > now() - make_interval(secs => :lease) AND p.process <> :me"
    " GROUP BY p.process"
)
_COUNT_OF_OTHERS = text(
    "SELECT max(shards) FROM processes"
    " WHERE bot = :bot AND seen_at > now() - make_interval(secs => :lease) AND process <> :me"
)
_MAKE_ROWS = text(
    "INSERT INTO shard_leases (bot, shards, shard, until)"
    " SELECT :bot, :shards, shard, to_timestamp(0) FROM generate_series(0, :shards - 1) AS shard"
    " ON CONFLICT DO NOTHING"
)
_RENEW = text(
    "UPDATE shard_leases SET until = now() + make_interval(secs => :lease)"
    " WHERE bot = :bot AND shards = :shards AND holder = :me RETURNING shard, seen_at"
)
_CLAIM = text(
    "UPDATE shard_leases SET holder = :me, until = now() + make_interval(secs => :lease)"
    " WHERE bot = :bot AND shards = :shards AND shard IN ("
    "  SELECT shard FROM shard_leases"
    "  WHERE bot = :bot AND shards = :shards AND (holder IS NULL OR until < now())"
    "  ORDER BY shard LIMIT :room FOR UPDATE SKIP LOCKED"
    " ) RETURNING shard, seen_at"
)
_RELEASE = text(
    "UPDATE shard_leases SET holder = NULL, until = to_timestamp(0), seen_at = coalesce(:at, seen_at)"
    " WHERE bot = :bot AND shards = :shards AND shard = :shard AND holder = :me"
)
_RECORD_SEEN = text(
    "UPDATE shard_leases SET seen_at = :at WHERE bot = :bot AND shards = :shards AND holder = :me"
)
_RELEASE_ALL = text(
    "UPDATE shard_leases SET holder = NULL, until = to_timestamp(0) WHERE holder = :me"
)
_LEAVE = text("DELETE FROM processes WHERE process = :me")
_FORGET_DEAD = text("DELETE FROM processes WHERE seen_at < now() - interval '1 day'")
_SEEN_BEFORE = text(
    "SELECT least("
    " (SELECT min(seen_at) FROM shard_leases"
    "  WHERE bot = :bot AND shards <> :shards AND seen_at > now() - interval '1 day'),"
    " (SELECT seen_at FROM presence WHERE platform = 'discord'))"
)
_BEGIN = text(  # so that nothing since now is missed if it is killed
    "UPDATE shard_leases SET seen_at = coalesce(:before, now())"
    " WHERE bot = :bot AND shards = :shards AND holder = :me AND seen_at IS NULL"
)
_TAKE_TURN = text(
    "INSERT INTO identify_turns AS turns (bot, bucket, next_at)"
    " VALUES (:bot, :bucket, now() + make_interval(secs => :pause))"
    " ON CONFLICT (bot, bucket) DO UPDATE"
    " SET next_at = greatest(turns.next_at, now()) + make_interval(secs => :pause)"
    " RETURNING extract(epoch FROM next_at - now()) - :pause"
)


class ShardLeases:
    """The leases of the `shards` shards of one bot; PostgreSQL only."""

    def __init__(
        self, writer: Writer, outage: StoreOutage, clock: SharedClock, *, bot: str, shards: int
    ) -> None:
        self._writer = writer
        self._outage = outage
        self._clock = clock
        self._key = {
            "bot": bot,
            "shards": shards,
            "me": lease_owner(writer.engine),
            "lease": LEASE_SECONDS,
        }
        self.shards = shards

    async def renew(self) -> HeldShards:
        """Renew the leases, take free shards up to this process's share, and return what it holds; adjust the clock."""

        async def work(connection: AsyncConnection) -> HeldShards:
            self._clock.adjust((await connection.execute(_BEAT, self._key)).scalar_one())
            await connection.execute(_MAKE_ROWS, self._key)
            others = (await connection.execute(_COUNT_HELD_BY_OTHERS, self._key)).scalars().all()
            seen = await self._fetch(connection, _RENEW)
            if (room := most_shards(self.shards, len(others) + 1) - len(seen)) > 0:
                claimed = await self._fetch(connection, _CLAIM, room=room)
                seen |= await self._complete(connection, claimed)
            is_surplus = has_surplus(len(seen), others, count=self.shards)
            return HeldShards(seen, len(others) + 1, is_surplus)

        return await self._outage.insist(self._writer.write, work)

    async def release(self, shard: int, *, seen_at: datetime | None) -> None:
        """Give a shard back, all of whose messages were seen until then, with the work that is left of it."""
        given_up = give_up_work(self._writer.engine, "discord", ShardScope(self.shards, [shard]))

        async def work(connection: AsyncConnection) -> None:
            for statement in given_up:
                await connection.execute(statement)
            await connection.execute(_RELEASE, {**self._key, "shard": shard, "at": seen_at})

        await self._outage.insist(self._writer.write, work)

    async def leave(self) -> None:
        """Give all back: this process serves no shard any more."""
        everywhere = ShardScope(self.shards, range(self.shards))
        given_up = give_up_work(self._writer.engine, "discord", everywhere)

        async def work(connection: AsyncConnection) -> None:
            for statement in given_up:
                await connection.execute(statement)
            await connection.execute(_RELEASE_ALL, self._key)
            await connection.execute(_LEAVE, self._key)
            await connection.execute(_FORGET_DEAD)

        await self._writer.write(work)

    async def record_seen(self, at: datetime) -> None:
        """Record that every message up to this time was seen in the shards of this process."""

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(_RECORD_SEEN, {**self._key, "at": at})

        await self._writer.write(work)

    async def take_identify_turn(self, bucket: int) -> float:
        """Take the next turn to begin a session in a bucket; return the seconds until then."""

        async def work(connection: AsyncConnection) -> float:
            turn = {**self._key, "bucket": bucket, "pause": IDENTIFY_INTERVAL}
            return float((await connection.execute(_TAKE_TURN, turn)).scalar_one())

        return max(0.0, await self._outage.insist(self._writer.write, work))

    async def _fetch(
        self, connection: AsyncConnection, query: TextClause, **more: int
    ) -> dict[int, datetime | None]:
        rows = await connection.execute(query, {**self._key, **more})
        return {row.shard: row.seen_at for row in rows}

    async def _complete(
        self, connection: AsyncConnection, claimed: dict[int, datetime | None]
    ) -> dict[int, datetime | None]:
        """Fill in what was seen of a new shard with another number of shards, or without any; record a beginning."""
        if all(claimed.values()):
            return claimed
        before: datetime | None = (await connection.execute(_SEEN_BEFORE, self._key)).scalar()
        await connection.execute(_BEGIN, {**self._key, "before": before})
        return {shard: seen or before for shard, seen in claimed.items()}


class Shards:
    """The shards of all bots on a database; `is_shared`: several processes may divide a bot's among them."""

    def __init__(self, writer: Writer, outage: StoreOutage, clock: SharedClock) -> None:
        self.is_shared = writer.engine.dialect.name == "postgresql"
        self._writer = writer
        self._outage = outage
        self._clock = clock

    async def find_count(self, bot: str) -> int | None:
        """Return the number of shards with which other living processes of a bot run; None if there are none."""
        key = {"bot": bot, "me": lease_owner(self._writer.engine), "lease": LEASE_SECONDS}
        async with self._writer.reader.connect() as connection:
            count: int | None = (await connection.execute(_COUNT_OF_OTHERS, key)).scalar()
            return count

    def open_leases(self, bot: str, *, shards: int) -> ShardLeases:
        """Open the leases of so many shards of a bot."""
        return ShardLeases(self._writer, self._outage, self._clock, bot=bot, shards=shards)
