"""Outage notices: moderators hear once that nothing can be stored, and once that it can be again."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

import structlog

from bot.interactions.replies import Reply
from bot.runtime.error_boundary import run_guarded
from bot.runtime.platform_port import Platform
from bot.runtime.result import Failed
from bot.store.database.faults import STORE_ERRORS, is_passing
from bot.store.outage import StoreOutage

P = ParamSpec("P")
T = TypeVar("T")

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class OutageNotices:
    """Notices to the communities in which something could not be stored; they need no database."""

    def __init__(self, outage: StoreOutage) -> None:
        self._outage = outage
        self._concerned: dict[str, bool] = {}
        """The communities of the present outage, and whether they were told of it."""
        self._has_new = asyncio.Event()

    def tell(self, community: str) -> None:
        """Have the moderators of a community told, unless they are already."""
        if community not in self._concerned:
            self._concerned[community] = False
            self._has_new.set()

    async def insist(
        self,
        community: str,
        call: Callable[P, Coroutine[Any, Any, T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Call again while the database cannot be used, and have the moderators told of that."""

        async def try_once() -> T:
            try:
                return await call(*args, **kwargs)
            except STORE_ERRORS as error:
                if is_passing(error):
                    self.tell(community)
                raise

        return await self._outage.insist(try_once)

    async def run(self, platform: Platform) -> None:
        """Tell them, until cancelled."""
        while True:
            await self._has_new.wait()
            async with asyncio.TaskGroup() as group:
                telling = group.create_task(self._tell_of_beginning(platform))
                await self._outage.wait_for_end()
                telling.cancel()
            self._has_new.clear()
            told = [community for community, is_told in self._concerned.items() if is_told]
            self._concerned.clear()
            for community in told:
                await _announce(platform, community, _END)

    async def _tell_of_beginning(self, platform: Platform) -> None:
        while True:
            await self._has_new.wait()
            self._has_new.clear()
            for community in [each for each, is_told in self._concerned.items() if not is_told]:
                self._concerned[community] = True
                await _announce(platform, community, _describe(self._outage.problem))


def _describe(problem: str) -> Reply:
    return Reply.of(
        "I cannot store anything at the moment, and act on nothing",
        f"Why: {problem or 'the database does not answer'}.",
        "What helps: whoever runs me looks at the database: is its disk full, does its server run?",
        "I try again all the time. What is written meanwhile is judged as soon as I can store it.",
    )


_END = Reply.of("I can store again", "What was written meanwhile is judged now.")


async def _announce(platform: Platform, community: str, reply: Reply) -> None:
    outcome = await run_guarded(platform.announce(community, reply), community=community)
    if isinstance(outcome, Failed) or not outcome.is_in_force:
        log.warning("moderators were not told of the outage", community=community)
