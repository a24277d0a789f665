"""Queue of the communities whose alert channel may have changed, each in it once."""

import asyncio


class ChangedCommunities:
    """Queue of communities; one that is in it already is not added again."""

    def __init__(self) -> None:
        self._waiting: dict[str, None] = {}
        self._added = asyncio.Event()

    def add(self, community: str) -> None:
        """Add a community."""
        self._waiting[community] = None
        self._added.set()

    async def next(self) -> str:
        """Wait for a community, and take it out."""
        while not self._waiting:
            self._added.clear()
            await self._added.wait()
        community = next(iter(self._waiting))
        del self._waiting[community]
        return community
