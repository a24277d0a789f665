"""Standings: what platforms say of who is signed in, asked again after a minute."""

import time
from collections.abc import Callable
from typing import Final

from cachetools import TTLCache

from bot.interactions.replies import Refusal
from bot.runtime.directory import Directory, Standing

MAX_AGE: Final = 60.0
"""Seconds for which an answer is kept: so long may somebody who moderates no more still see the desk."""

_MOST = 10_000


class Standings:
    """The answers of platforms, each kept for a minute; a refusal is not kept. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._kept: TTLCache[tuple[str, str, str], Standing | None] = TTLCache(
            _MOST, ttl=MAX_AGE, timer=clock
        )

    async def find(
        self, directory: Directory, platform: str, community: str, *, person: str
    ) -> Standing | Refusal | None:
        """Return who a person is in a community; None where they are no member of it."""
        key = (platform, community, person)
        if key in self._kept:
            return self._kept[key]
        answer = await directory.find_standing(community, person)
        if not isinstance(answer, Refusal):
            self._kept[key] = answer
        return answer
