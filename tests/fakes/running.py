"""A running bot on a fake platform, and a recorder that runs a platform without a bot."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Generic, Self, TypeVar

from bot.domain.message import Message
from bot.interactions.replies import Reply, Response
from bot.interactions.requests import Request
from bot.moderation.pipeline import Pipeline
from bot.runner import serve
from bot.runtime.platform_port import Platform
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import Failed, PipelineResult
from tests.fakes.waiting import Changes

P = TypeVar("P", bound=Platform)


@asynccontextmanager
async def in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator["asyncio.Task[None]"]:
    """Do work in a task while entered; it is cancelled at the end, and raises what it failed with."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class WatchedStats(PlatformStats):
    """Statistics whose changes can be waited for."""

    def __init__(
        self, platform: str, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(platform, clock=clock)
        self.changes = Changes()

    def connected(self) -> None:
        super().connected()
        self.changes.notify()

    def heartbeat(self) -> None:
        super().heartbeat()
        self.changes.notify()


class Running(Generic[P]):
    """A running bot: its platform, and its task."""

    def __init__(self, platform: P, task: "asyncio.Task[None]") -> None:
        self.platform = platform
        self.task = task

    async def stop(self) -> None:
        """Stop it as a signal does."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


async def start(platform: P, pipeline: Pipeline, stats: WatchedStats) -> Running[P]:
    """Start serving; return once the platform has connected, or has ended before it could."""
    task = asyncio.create_task(serve(pipeline, stats=stats))
    connecting = asyncio.create_task(stats.changes.until(lambda: stats.is_connected))
    done, _ = await asyncio.wait([task, connecting], return_when=asyncio.FIRST_COMPLETED)
    if connecting in done:
        connecting.result()  # raises where it took too long
    connecting.cancel()
    return Running(platform, task)


class Recorder(Generic[P]):
    """Runs a platform without a bot: records messages and requests, and returns what a test sets.

    `say` has a member post a text there.
    """

    def __init__(self, platform: P, say: Callable[[str], Awaitable[object]]) -> None:
        self.platform = platform
        self.messages: list[Message] = []
        self.requests: list[Request] = []
        self.results: list[PipelineResult] = []
        """The results of the next messages; after them, `Failed`."""
        self.response: Response = Reply("Done")
        self.may_answer = asyncio.Event()
        """Cleared by a test to hold back results and responses."""
        self.may_answer.set()
        self.answering = 0
        """The number of messages that wait for their result."""
        self._say = say
        self._changes = Changes()

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[Self]:
        """Connect the platform, and run it."""
        async with (
            self.platform,
            in_background(self.platform.run(self.on_message, self.on_request)),
        ):
            yield self

    async def on_message(self, message: Message) -> PipelineResult:
        self.messages.append(message)
        self._changes.notify()
        self.answering += 1
        try:
            await self.may_answer.wait()
        finally:
            self.answering -= 1
        return self.results.pop(0) if self.results else Failed()

    async def on_request(self, request: Request) -> Response:
        self.requests.append(request)
        await self.may_answer.wait()
        return self.response

    async def until(self, number: int) -> list[str]:
        """Wait for so many messages, and return their texts."""
        await self._changes.until(lambda: len(self.messages) >= number)
        return self.texts

    async def until_text(self, text: str) -> None:
        """Wait for a message with this in its text."""
        await self._changes.until(lambda: any(text in each for each in self.texts))

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    async def all(self) -> list[str]:
        """Post a last message, and return the texts that came before it."""
        await self._say("the end")
        await self._changes.until(lambda: "the end" in self.texts)
        return [text for text in self.texts if text != "the end"]
