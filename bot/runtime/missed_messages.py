"""Missed messages: what a platform could not read after an absence, until the moderators are told."""

import asyncio
from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Missed:
    """Unread part of a channel, of all of them where it is "": why, and how many messages were before that."""

    channel: str
    reason: str
    read: int = 0


class MissedMessages:
    """The record of one platform. A platform notes what it gives up, and publishes that once it is through."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        """The places that were not read to the end, by their community, since the start."""
        self._noted: dict[str, list[Missed]] = {}
        self._is_published = asyncio.Event()

    def note(self, community: str, missed: Missed) -> None:
        """Note what is given up; of a channel once, until that is published."""
        noted = self._noted.setdefault(community, [])
        if missed.channel not in {each.channel for each in noted}:
            self.count[community] += 1
            noted.append(missed)

    def publish(self) -> None:
        """Have the moderators told of what was noted."""
        if self._noted:
            self._is_published.set()

    async def next(self) -> dict[str, list[Missed]]:
        """Wait for what is published, and take it, by community."""
        await self._is_published.wait()
        self._is_published.clear()
        noted, self._noted = self._noted, {}
        return noted
