"""A NATS server for each test, and the two sides of the bus in this process: gateways and workers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bus.connection import Bus, open_bus
from bot.bus.envelope import Envelope, pack
from bot.bus.gateway import Gateway
from bot.bus.platform_judge import PlatformJudge
from bot.bus.streams import ACK_WAIT, MESSAGES, message_subject
from bot.bus.worker import Worker
from bot.domain.policy import Mode, Policy
from bot.moderation.judging import Judge
from bot.runner import serve
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import PipelineResult
from bot.store.database.leases import LEASE_OWNER
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from classifier import CleanText, Scores, Unscored
from tests.bot.conftest import Capture, MakePipeline
from tests.fakes.live_platform import LivePlatform
from tests.fakes.messages import make_message
from tests.fakes.nats_server import NatsServer
from tests.fakes.scorer import StandInScorer
from tests.fakes.waiting import TIMEOUT


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[NatsServer]:
    folder = tmp_path / "nats"
    folder.mkdir()
    with NatsServer(folder) as server:
        yield server


@pytest.fixture
async def bus(nats: NatsServer) -> AsyncIterator[Bus]:
    async with open_bus([nats.address]) as bus:
        yield bus


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch, capture: Capture) -> None:
    """Shorten the pauses: between tries, and between looks. What is logged of failures is not drawn for a terminal."""
    del capture
    for name in ("worker._PAUSE", "publisher._PAUSE"):
        monkeypatch.setattr(f"bot.bus.{name}", 0.05)


class Task:
    """Work in a task that is stopped as a signal stops it, at the end of a test at the latest."""

    def __init__(self, task: "asyncio.Task[None]") -> None:
        self._task = task

    async def stop(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


class PoisonedScorer(StandInScorer):
    """Fails at an apple that is poisoned; `tries` counts how often."""

    tries = 0
    is_healed = False

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        if not self.is_healed and any("poison" in text.text for text in texts):
            self.tries += 1
            raise RuntimeError
        return super().score_cleaned(texts)


class Line:
    """A bus with its two sides: gateways, one of them on `platform`, and workers."""

    def __init__(
        self, nats: NatsServer, bus: Bus, make_pipeline: MakePipeline, store: Store
    ) -> None:
        self.nats = nats
        self.bus = bus
        self.platform = LivePlatform()
        self._make_pipeline = make_pipeline
        self._store = store
        self._started: list[Task] = []

    async def say(self, text: str, **changes: Any) -> PipelineResult:
        """Have kim say a text on the platform; return the result that it gets."""
        return await self.platform.say(make_message(text, **changes))

    async def publish(self, text: str, **changes: Any) -> None:
        """Publish a message of kim's, as a gateway that is gone since."""
        message = make_message(text, **changes)
        await self.bus.stream.publish(message_subject(message), pack(Envelope(message)))

    async def until_alerted(self, number: int = 1) -> None:
        """Wait until moderators were shown so many cases."""
        platform = self.platform
        await platform.changes.until(lambda: len(platform.alerts) >= number)

    def start_gateway(self, platform: LivePlatform | None = None) -> Task:
        """Serve a platform whose messages are judged elsewhere."""
        platform = platform or self.platform
        pipeline, stats = self._make_pipeline(platform), PlatformStats(platform.name)
        return self._start(serve(pipeline, stats=stats, bus=Gateway(self.bus, pipeline, stats)))

    def start_worker(
        self,
        scorer: StandInScorer | None = None,
        *,
        ack_wait: float = ACK_WAIT,
        bus: Bus | None = None,
    ) -> Task:
        """Start a worker with a scorer of its own."""
        return self._start(self._work(scorer or StandInScorer(), ack_wait, bus or self.bus))

    async def stop(self) -> None:
        """Stop all that were started."""
        for each in self._started:
            await each.stop()

    async def _work(self, scorer: StandInScorer, ack_wait: float, bus: Bus) -> None:
        async with AsyncScorer(scorer) as async_scorer:
            base = Policy(mode=Mode.ENFORCE)
            policies = PolicyResolver(self._store.policy_overrides, platform="fake", base=base)
            judge = Judge(policies, async_scorer)
            judges = {"fake": PlatformJudge(judge, self._store, PlatformStats("fake"))}
            await Worker(bus, judges, ack_wait=ack_wait).run()

    def _start(self, work: Coroutine[Any, Any, None]) -> Task:
        self._started.append(Task(asyncio.create_task(work)))
        return self._started[-1]


@pytest.fixture
async def line(
    nats: NatsServer, bus: Bus, make_pipeline: MakePipeline, engine: AsyncEngine
) -> AsyncIterator[Line]:
    of_workers = Store(engine.execution_options(**{LEASE_OWNER: None}), model="stand-in")
    line = Line(nats, bus, make_pipeline, of_workers)
    yield line
    await line.stop()


async def until_nothing_waits(bus: Bus) -> None:
    """Wait until every message that was published is judged."""
    await until(lambda: count_waiting(bus), 0)


async def count_waiting(bus: Bus) -> int:
    """Return how many messages wait to be judged, or are."""
    return (await bus.stream.stream_info(MESSAGES)).state.messages


async def until(read: Callable[[], Awaitable[int]], number: int) -> None:
    """Wait until so many are there; each look waits for an answer."""
    async with asyncio.timeout(TIMEOUT):
        while await read() != number:
            pass
