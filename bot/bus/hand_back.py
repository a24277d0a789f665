"""Hand-back: what a worker has recorded goes to the gateway that is connected for its community.

A case waits in the database until a gateway claims it; the bus only wakes the gateways. A version that only changes
what moderators see cannot be found there, so a gateway is asked for it until one has taken it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import structlog
from nats.aio.msg import Msg
from pydantic import TypeAdapter

from bot.bus.connection import FAILURES, Bus
from bot.bus.streams import recorded_subject, version_subject
from bot.domain.case import Case
from bot.moderation.pipeline import Pipeline
from bot.moderation.recording import Recorded
from bot.runtime.error_boundary import run_guarded
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import Failed, PipelineResult

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_LOOK_EVERY = 2.0
"""Seconds after which a gateway looks for cases that no message told it of."""

_ANSWER_SECONDS = 1.0
"""Seconds in which a gateway takes a version."""

_MOST_AT_ONCE = 64
"""Cases of one platform that a gateway acts on at once."""


@dataclass(frozen=True, slots=True)
class RecordedVersion:
    """A version that was added to a case, which is to be redrawn: what a worker tells the gateway."""

    case: int
    community: str


OnMsg: TypeAlias = Callable[[Msg], Awaitable[None]]
"""Called with what comes on a subject."""

_ADAPTER = TypeAdapter(RecordedVersion)


async def announce_recorded(bus: Bus, recorded: Recorded) -> None:
    """Tell the gateways what was recorded; of a version, until one of them has taken it."""
    version = recorded.version
    if recorded.case or (version and version.placement.is_acted_on):
        case = recorded.case or version.case  # type: ignore[union-attr]  # one of them is there
        await bus.client.publish(recorded_subject(case.message.platform))
    elif version:
        await _ask_for(bus, version.case)


async def _ask_for(bus: Bus, case: Case) -> None:
    message = case.message
    told = RecordedVersion(case.number, message.community)
    while True:
        began_at = asyncio.get_running_loop().time()
        try:
            await bus.client.request(
                version_subject(message.platform),
                _ADAPTER.dump_json(told),
                timeout=_ANSWER_SECONDS,
            )
        except FAILURES:
            waited = asyncio.get_running_loop().time() - began_at
            await asyncio.sleep(max(0.0, _ANSWER_SECONDS - waited))
        else:
            return


class HandBack:
    """The gateway's side: acts on what workers have recorded in the communities that it is connected for."""

    def __init__(self, bus: Bus, pipeline: Pipeline, stats: PlatformStats) -> None:
        self._bus = bus
        self._pipeline = pipeline
        self._platform = pipeline.platform.name
        self._stats = stats
        self._has_news = asyncio.Event()
        self._slots = asyncio.Semaphore(_MOST_AT_ONCE)

    async def run(self) -> None:
        """Act until cancelled."""
        async with asyncio.TaskGroup() as group:

            async def note(_told: Msg) -> None:
                self._has_news.set()

            async def take(asked: Msg) -> None:
                version = _ADAPTER.validate_json(asked.data)
                if self.serves(version.community):
                    await asked.respond(b"")
                    self._begin(group, partial(self._redraw, version.case), version.case)

            async with self._listening(note, take):
                while True:
                    claimed = await run_guarded(self._claim(), platform=self._platform)
                    for case in [] if isinstance(claimed, Failed) else claimed:
                        self._begin(group, partial(self._act, case), case.number)
                    await self._wait_for_news()

    @asynccontextmanager
    async def _listening(self, note: OnMsg, take: OnMsg) -> AsyncIterator[None]:
        """Have what was recorded noted, and versions taken, while entered."""
        # Of gateways that divide no communities among them, any takes a version.
        queue = "" if self._stats.shards else "gateways"
        subscribe = self._bus.client.subscribe
        subscriptions = [
            await subscribe(recorded_subject(self._platform), cb=note),
            await subscribe(version_subject(self._platform), queue=queue, cb=take),
        ]
        try:
            yield
        finally:
            with suppress(*FAILURES):
                for each in subscriptions:
                    await each.unsubscribe()

    def _begin(
        self, group: asyncio.TaskGroup, work: Callable[[], Awaitable[object]], case: int
    ) -> None:
        task = group.create_task(self._guard(work, case))
        if board := self._stats.shards:
            board.acting.add(task)
            task.add_done_callback(board.acting.discard)

    def serves(self, community: str) -> bool:
        """Return whether this gateway is connected for a community."""
        board = self._stats.shards
        return board is None or board.list_served().covers(community)

    async def _claim(self) -> list[Case]:
        board, store = self._stats.shards, self._pipeline.store
        shards = board.list_served() if board else None
        if shards and not shards.ids:
            return []
        return await store.outage.insist(store.handed_cases.claim, self._platform, shards=shards)

    async def _wait_for_news(self) -> None:
        try:
            await asyncio.wait_for(self._has_news.wait(), _LOOK_EVERY)
        except TimeoutError:
            return
        self._has_news.clear()

    async def _guard(self, work: Callable[[], Awaitable[object]], case: int) -> None:
        async with self._slots:
            await run_guarded(work(), case=case)

    async def _act(self, case: Case) -> PipelineResult:
        self._pipeline.joiner.forget(case.message)
        return await self._pipeline.enforce_and_alert(case)

    async def _redraw(self, number: int) -> None:
        case = await self._pipeline.outage.insist(self._pipeline.store.cases.find, number)
        if case:
            await self._pipeline.alerts.redraw(case)
