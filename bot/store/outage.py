"""Outages of the database: what could not be stored is tried again until it can be."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from typing import ParamSpec, TypeVar

import structlog

from bot.store.database.faults import STORE_ERRORS, explain_fault, is_damaged, is_passing

P = ParamSpec("P")
T = TypeVar("T")

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PAUSE = 1.0
"""Seconds between two tries while the database cannot be used."""


class StoreOutage:
    """The outage of one database, if there is one: `problem` says why, in one line, "" without one."""

    def __init__(self) -> None:
        self.problem = ""
        self.damage = ""
        """The reason, once the database is found to be damaged: nothing can be stored any more."""
        self._is_damaged = asyncio.Event()
        self._failing: set[Hashable] = set()
        self._is_usable = asyncio.Event()
        self._turn = asyncio.Lock()
        self._ended = asyncio.Event()
        self._ended.set()

    def note(self, work: Hashable, error: BaseException) -> bool:
        """Note that some work failed; return False for an error that has nothing to do with an outage."""
        if is_damaged(error):
            self.damage = explain_fault(error)
            self._is_damaged.set()
        if not is_passing(error):
            return False
        if not self.problem:
            log.error("database cannot be used, trying again", reason=explain_fault(error))
        self.problem = explain_fault(error)
        self._failing.add(work)
        self._is_usable.clear()
        self._ended.clear()
        return True

    def note_success(self, work: Hashable) -> None:
        """Note that some work was stored: the outage is over once that holds of all that failed."""
        if not self.problem:
            return
        self._failing.discard(work)
        self._is_usable.set()
        if not self._failing:
            log.info("database can be used again")
            self.problem = ""
            self._ended.set()

    def is_failing(self, work: Hashable) -> bool:
        """Return whether some work failed the last time."""
        return work in self._failing

    async def wait(self) -> None:
        """Return once something could be stored, or once it is the caller's turn to try."""
        async with self._turn:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_usable.wait(), _PAUSE)

    async def wait_for_end(self) -> None:
        """Return once there is no outage."""
        await self._ended.wait()

    async def wait_for_damage(self) -> str:
        """Return the reason once the database is found to be damaged."""
        await self._is_damaged.wait()
        return self.damage

    async def insist(self, call: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call until the database takes it; return the result."""
        work = object()
        while True:
            try:
                result = await call(*args, **kwargs)
            except STORE_ERRORS as error:
                if not self.note(work, error):
                    raise
            except asyncio.CancelledError:
                self._failing.discard(work)
                raise
            else:
                self.note_success(work)
                return result
            await self.wait()
            # It may now wait for something else for long, and does not keep the outage from ending.
            self._failing.discard(work)
