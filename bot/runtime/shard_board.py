"""Shards that several processes divide among them: who serves which, and what the others of this process need to know."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.domain.shards import HeldShards, ShardScope


class ShardLeasing(Protocol):
    """The leases of a bot's shards, which its processes share."""

    @property
    def shards(self) -> int:
        """The number of shards of the bot."""
        ...

    async def renew(self) -> HeldShards:
        """Renew the leases, take free shards up to this process's share, and return what it holds."""
        ...

    async def release(self, shard: int, *, seen_at: datetime | None) -> None:
        """Give a shard back, all of whose messages were seen until then, with the work that is left of it."""
        ...

    async def leave(self) -> None:
        """Give all back: this process serves no shard any more."""
        ...

    async def record_seen(self, at: datetime) -> None:
        """Record that every message up to this time was seen in the shards of this process."""
        ...

    async def take_identify_turn(self, bucket: int) -> float:
        """Take the next turn to begin a session in a bucket; return the seconds until then."""
        ...


OpenLeases: TypeAlias = Callable[[str, int], Awaitable[ShardLeasing]]
"""Opens the leases of a bot, by its id and the number of shards that its platform proposes."""


class ShardBoard:
    """The shards of one process: `gained` are those whose earlier work is to be taken up, in order."""

    def __init__(self, open_leases: OpenLeases) -> None:
        self.open_leases = open_leases
        self.leases: ShardLeasing | None = None
        """None until the platform is connected."""
        self.gained: asyncio.Queue[ShardScope] = asyncio.Queue()
        self.served: set[int] = set()
        """Those whose guilds are known, and that nobody else is to serve."""
        self.acting: set[asyncio.Task[None]] = set()
        """Work on what other processes have recorded in them."""
        self.processes = 1
        """Living processes, which share the requests that the platform allows."""

    async def settle(self, *, seconds: float) -> None:
        """Wait until what is being done has ended, for some seconds at most."""
        if self.acting:
            await asyncio.wait(list(self.acting), timeout=seconds)

    def list_served(self) -> ShardScope:
        """Return the shards that this process serves now."""
        return ShardScope(self.leases.shards if self.leases else 1, frozenset(self.served))

    async def record_seen(self, at: datetime) -> None:
        """Record that every message up to this time was seen in the shards of this process."""
        if self.leases:
            await self.leases.record_seen(at)
