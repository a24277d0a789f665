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
        """Return whether a guild is in one of these shards; what is no id of a guild is in none."""
        return community.isdecimal() and shard_of(int(community), self.count) in self.ids


@dataclass(frozen=True, slots=True)
class HeldShards:
    """The shards that a process holds, each with the time up to which all was seen in it; None: never.

    `processes`: those that are alive. `is_surplus`: one of them is to be given to a process that has fewer.
    """

    seen: Mapping[int, datetime | None]
    processes: int
    is_surplus: bool


def shard_of(guild: int, count: int) -> int:
    """Return the number of the shard in which Discord sends the events of a guild."""
    return guild // GUILDS_OF_A_MOMENT % count


def most_shards(count: int, processes: int) -> int:
    """Return how many shards a process has at most where all have about as many."""
    return -(-count // max(processes, 1))


def has_surplus(held: int, others: Collection[int], *, count: int) -> bool:
    """Return whether a process that holds so many is to give one up, as others hold too few."""
    processes = len(others) + 1
    fewest = count // processes
    is_missed = held > fewest and min(others, default=fewest) < fewest
    return held > most_shards(count, processes) or is_missed
