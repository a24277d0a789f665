"""What communities want otherwise than the policy file, and the policies that come of it."""

import asyncio
import time
from collections.abc import Callable, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Author
from bot.domain.policy import Policy
from bot.domain.policy_overrides import StoredOverride, apply_overrides
from bot.store.database.postgres import retry_if_disconnected
from bot.store.database.tables import settings
from bot.store.database.writer import Writer, insert_into

_FRESH = 5.0
"""Seconds for which a policy that was read holds: so late may a change in another process come."""


class PolicyResolver:
    """The policy of every community of one platform, read again after a change and every few seconds.

    `now` is a clock in seconds that never goes back.
    """

    def __init__(
        self,
        writer: Writer,
        *,
        platform: str,
        base: Policy,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.base = base
        self._writer = writer
        self._platform = platform
        self._now = now
        self._known: dict[str, tuple[Policy, float]] = {}
        self._reading = asyncio.Lock()
        insert = insert_into(settings, writer.engine)
        self._set = insert.on_conflict_do_update(
            index_elements=list(settings.primary_key),
            set_={name: insert.excluded[name] for name in ("value", "by")} | {"set_at": func.now()},
        )

    async def of(self, community: str) -> Policy:
        """The file's policy with what this community wants otherwise."""
        if (known := self._recall(community)) is not None:
            return known
        async with self._reading:  # one reads, and whoever waits goes on in the order of coming
            if (known := self._recall(community)) is not None:
                return known
            policy = apply_overrides(self.base, await self.overrides_of(community))
            self._known[community] = policy, self._now() + _FRESH
            return policy

    def _recall(self, community: str) -> Policy | None:
        policy, until = self._known.get(community, (None, 0.0))
        return policy if self._now() < until else None

    @retry_if_disconnected
    async def overrides_of(self, community: str) -> list[StoredOverride]:
        """What this community wants otherwise."""
        c = settings.c
        wanted = (
            select(c.place, c.key, c.value)
            .where(c.platform == self._platform, c.community == community)
            .order_by(c.place, c.key)
        )
        async with self._writer.reader.connect() as connection:
            return [StoredOverride(*row) for row in await connection.execute(wanted)]

    async def change(
        self, community: str, changes: Sequence[tuple[str, str, str | None]], *, by: Author
    ) -> None:
        """Set (place, key, value); a value of None: as the file says again."""
        c = settings.c

        async def work(connection: AsyncConnection) -> None:
            for place, key, value in changes:
                where = {
                    "platform": self._platform,
                    "community": community,
                    "place": place,
                    "key": key,
                }
                if value is None:
                    meant = (c[name] == said for name, said in where.items())
                    await connection.execute(delete(settings).where(*meant))
                else:
                    await connection.execute(self._set, {**where, "value": value, "by": by.id})

        async with self._reading:  # else who began to read before would go on with what they found
            await self._writer.write(work)
            self._known.pop(community, None)
