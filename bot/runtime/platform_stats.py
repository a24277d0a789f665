"""Metrics of one platform: its connection, and the messages in the pipeline. Read by `bot.health`.

A platform that keeps a connection calls `connected`, `disconnected`, and `heartbeat` for each heartbeat
that is answered. One that calls none of them counts as connected while it is entered.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from bot.domain.neighbours import Neighbours
from bot.runtime.decision_times import DecisionTimes
from bot.runtime.fates import Fates
from bot.runtime.intake import Intake
from bot.runtime.message_books import MessageBooks
from bot.runtime.missed_messages import MissedMessages
from bot.runtime.result import PipelineResult
from bot.runtime.shard_board import ShardBoard
from bot.runtime.unknown_kinds import UnknownKinds

ResultObserver: TypeAlias = Callable[[PipelineResult, float], object]
"""Called with the result of a message, and the seconds that it took."""


class PlatformStats:
    """Metrics of one platform. `now` is a monotonic clock in seconds.

    `clock` gives the time on which its processes agree.
    """

    def __init__(
        self,
        platform: str,
        *,
        now: Callable[[], float] = time.monotonic,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.platform = platform
        self.clock = clock
        self.is_connected = False
        self.alert_problems: dict[str, str] = {}
        """The reason for which alerts cannot be shown, by community."""
        self.find_store_problem: Callable[[], str] = lambda: ""
        """Returns why nothing can be stored, "" if all is well."""
        self.find_request_problem: Callable[[], str] = lambda: ""
        """Returns why nothing is asked of the platform at the moment, "" if all is well."""
        self.find_unread: Callable[[], datetime | None] = lambda: None
        """Returns when the oldest message was written that is still to be read, or to be read again."""
        self.intake = Intake()
        self.decision_times = DecisionTimes(now=now)
        self.books = MessageBooks()
        self.missed = MissedMessages()
        self.fates = Fates()
        self.unknown_kinds = UnknownKinds(platform)
        self.note_place_read: Callable[[str], object] = lambda _place: None
        """Called by a platform with each thread or channel in which all was read again that can be."""
        self.shards: ShardBoard | None = None
        """The shards of this process, where several processes divide a bot's among them."""
        self.neighbours = Neighbours()
        self.problems: dict[str, str] = {}
        """Problems with their remedies, by their subject."""
        self._observers: list[ResultObserver] = []
        self._now = now
        self._heartbeat_at: float | None = None
        self._last_result_at = now()
        self._started_at: dict[object, float] = {}

    def subscribe(self, observer: ResultObserver) -> None:
        """Call `observer` with every result from now on."""
        self._observers.append(observer)

    def serves(self, community: str) -> bool:
        """Return whether this process, and no other, serves a community now."""
        return self.shards is None or self.shards.list_served().covers(community)

    def note_problem(self, subject: str, problem: str) -> None:
        """Note what does not work until the subject is noted again; "" for nothing."""
        self.problems.pop(subject, None)
        if problem:
            self.problems[subject] = problem

    def connected(self) -> None:
        """Note that events can come from now on."""
        self.is_connected = True

    def disconnected(self) -> None:
        """Note that no event can come until it is connected again."""
        self.is_connected = False
        self._heartbeat_at = None

    def heartbeat(self) -> None:
        """Note that the other side has answered a heartbeat."""
        self._heartbeat_at = self._now()

    @property
    def silent_for(self) -> float | None:
        """Return the seconds since the last heartbeat; None where there are none."""
        return None if self._heartbeat_at is None else self._now() - self._heartbeat_at

    @property
    def seen_until(self) -> datetime:
        """Return until when all is seen: less what has no result yet, and what is still to be read."""
        seen_at = self.clock() - timedelta(seconds=self.oldest_wait)
        return min(seen_at, self.find_unread() or seen_at)

    @property
    def waiting(self) -> int:
        """Return the number of messages in the pipeline."""
        return len(self._started_at)

    @property
    def oldest_wait(self) -> float:
        """Return the seconds for which the oldest of them has been there, 0.0 if there is none."""
        first = next(iter(self._started_at.values()), None)
        return 0.0 if first is None else self._now() - first

    @property
    def stuck_for(self) -> float:
        """Return the seconds for which a message has been there and none has left."""
        return min(self.oldest_wait, self._now() - self._last_result_at)

    async def track(self, work: Awaitable[PipelineResult]) -> PipelineResult:
        """Await the work on a message, and report its result to the observers."""
        started_at = self._now()
        key = object()
        self._started_at[key] = started_at
        try:
            result = await work
        finally:
            del self._started_at[key]
        self._last_result_at = self._now()
        for observe in self._observers:
            observe(result, self._last_result_at - started_at)
        return result
