"""The log of who signs in and out: a line in each community in which they moderate, and one of a refusal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from cachetools import TTLCache

from bot.domain.message import Author
from bot.store.desk_audit import DeskAudit
from bot.web.desk.moderator import Moderator

REFUSAL_EVERY: Final = 3600.0
"""Seconds in which the same refusal is written once, so that nobody can fill the log from outside."""

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal to let somebody in: `why`, of what platform, and as far as it is known where and who."""

    why: str
    platform: str = ""
    community: str = ""
    by: str = ""


class SignInLog:
    """The lines of the audit log about signing in; `clock` gives seconds and never goes back."""

    def __init__(self, audit: DeskAudit, clock: Callable[[], float]) -> None:
        self._audit = audit
        self._refused: TTLCache[Refused, None] = TTLCache(_MOST, ttl=REFUSAL_EVERY, timer=clock)

    async def add(self, what: str, platform: str, where: Sequence[Moderator]) -> None:
        """Write what a person of a platform did, in each community in which they moderate.

        Of somebody who is not known to moderate in any, nothing is kept but that there was one.
        """
        for each in where:
            await self._audit.add(platform, each.community, by=each.by, what=what)
        if not where:
            await self.refuse(Refused(f"{what}, who is not known to moderate", platform))

    async def refuse(self, refused: Refused) -> None:
        """Write that somebody was not let in, unless the same was written within the hour."""
        if refused in self._refused:
            return
        self._refused[refused] = None
        by = Author(refused.by, "")
        await self._audit.add(refused.platform, refused.community, by=by, what=refused.why)
