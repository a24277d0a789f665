"""Shard keeper: connects the shards that this process has leased, and gives up those that others are to serve."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import discord
import structlog

from bot.domain.shards import HeldShards, ShardScope
from bot.platforms.discord.gateway import Gateway
from bot.platforms.discord.inbound.gaps import GapTracker
from bot.runtime.shard_board import ShardBoard, ShardLeasing

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

RENEWAL_INTERVAL = 2.5
"""Seconds between two renewals: three may fail before a lease is lost."""


_SETTLE_SECONDS = 10.0
"""Seconds for which what a worker has recorded is acted on before the next process takes it up."""


class ShardKeeper:
    """Keeper of the shards of one process.

    `settle` returns once what came in these guilds is worked on, or after a while; `find_seen` returns until when all
    that came was seen.
    """

    def __init__(
        self,
        gateway: Gateway,
        board: ShardBoard,
        leases: ShardLeasing,
        gaps: GapTracker,
        *,
        settle: Callable[[Sequence[discord.Guild]], Awaitable[object]],
        find_seen: Callable[[], datetime],
    ) -> None:
        self._gateway = gateway
        self._board = board
        self._leases = leases
        self._gaps = gaps
        self._settle = settle
        self._find_seen = find_seen
        self._served: set[int] = set()
        self._to_open: asyncio.Queue[int] = asyncio.Queue()
        self._handed_over: set[int] = set()
        self._leaving: asyncio.Task[None] | None = None

    def serves(self, shard: int) -> bool:
        """Return whether this process serves a shard."""
        return shard in self._served

    def note_ready(self, shard: int) -> None:
        """Have the work taken up that others have left in a shard, now that its guilds are known."""
        self._board.served.add(shard)
        self._board.gained.put_nowait(ShardScope(self._leases.shards, [shard]))

    async def wait_for_turn(self, shard: int, *, buckets: int) -> None:
        """Return once the session of a shard may begin, of this process or another."""
        await asyncio.sleep(await self._leases.take_identify_turn(shard % buckets))

    async def run(self, on_first: Callable[[HeldShards], object]) -> None:
        """Keep them connected until cancelled."""
        await self._gateway.may_open.wait()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._open_all())
            on_first(await self._renew())
            while True:
                await asyncio.sleep(RENEWAL_INTERVAL)
                held = await self._renew()
                is_leaving = self._leaving is not None and not self._leaving.done()
                if held.is_surplus and self._served and not is_leaving:
                    # One by one, and beside the renewals.
                    self._leaving = group.create_task(self._hand_over(max(self._served)))

    async def _open_all(self) -> None:
        while True:
            shard = await self._to_open.get()
            if shard in self._served:  # else it was lost meanwhile
                await self._gateway.open_shard(shard)

    async def _renew(self) -> HeldShards:
        held = await self._leases.renew()
        self._board.processes = held.processes
        for shard in self._served - set(held.seen):
            log.warning("shard was lost to another process", shard=shard)
            await self._close(shard)
        for shard in sorted(set(held.seen) - self._served - self._handed_over):
            log.info("shard gained", shard=shard, of=self._leases.shards)
            self._served.add(shard)
            self._gaps.gain(shard, held.seen[shard])
            self._to_open.put_nowait(shard)
        return held

    async def _hand_over(self, shard: int) -> None:
        """Give a shard up for a process that has fewer, once what came in it is worked on."""
        self._handed_over.add(shard)
        await self._close(shard)
        await self._leases.release(shard, seen_at=self._find_seen())
        self._handed_over.discard(shard)
        log.info("shard handed over", shard=shard)

    async def _close(self, shard: int) -> None:
        self._served.discard(shard)
        self._board.served.discard(shard)
        await self._gateway.close_shard(shard)
        await self._settle(self._gateway.guilds_of(shard))
        await self._board.settle(seconds=_SETTLE_SECONDS)
        self._gateway.forget_guilds(shard)
        self._gaps.lose(shard)
