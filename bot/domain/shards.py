"""Shards: the parts into which Discord divides the guilds of a bot."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

GUILDS_OF_A_MOMENT = 1 << 22
"""Ids that are given out in one millisecond: https://docs.discord.com/developers/events/gateway#sharding"""


@dataclass(frozen=True, slots=True)
class ShardScope:
    """Some of the `count` shards of a bot: those numbered `ids`."""

    count: int
    ids: Collection[int]

    def covers(self, community: str) -> bool:
        """Return whether a guild is in one of these shards."""
        return shard_of(int(community), self.count) in self.ids


@dataclass(frozen=True, slots=True)
class HeldShards:
    """The shards that a process holds, each with the time up to which all was seen in it; None: never.

    `share`: as many as are its part. `processes`: those that are alive.
    """

    seen: Mapping[int, datetime | None]
    share: int
    processes: int


def shard_of(guild: int, count: int) -> int:
    """Return the number of the shard in which Discord sends the events of a guild."""
    return guild // GUILDS_OF_A_MOMENT % count


def fair_share(count: int, processes: int) -> int:
    """Return how many shards a process may have where all have about as many."""
    return -(-count // max(processes, 1))
