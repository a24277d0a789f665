"""A bot on a fake, which runs until a test stops it; and a test that listens in the bot's place."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Generic, Self, TypeVar

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


class Watched(PlatformStats):
    """Tells of what it is told."""

    def __init__(self, platform: str) -> None:
        super().__init__(platform)
        self.changes = Changes()

    def connected(self) -> None:
        super().connected()
        self.changes.tell()

    def heartbeat(self) -> None:
        super().heartbeat()
        self.changes.tell()


class Running(Generic[P]):
    """A bot that is running: its platform, and its task."""

    def __init__(self, platform: P, task: "asyncio.Task[None]") -> None:
        self.platform = platform
        self.task = task

    async def stop(self) -> None:
        """End it as a signal does."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


async def start(platform: P, pipeline: Pipeline, progress: Watched) -> Running[P]:
    """Serve; returns once it has connected, or has ended before it could."""
    task = asyncio.create_task(serve(pipeline, progress=progress))
    connecting = asyncio.create_task(progress.changes.until(lambda: progress.is_connected))
    done, _ = await asyncio.wait([task, connecting], return_when=asyncio.FIRST_COMPLETED)
    if connecting in done:
        connecting.result()  # which is loud where it took too long
    connecting.cancel()
    return Running(platform, task)


class Ears(Generic[P]):
    """Whoever listens to a platform alone: keeps what comes, and answers as it is told.

    `say` has somebody write on it.
    """

    def __init__(self, platform: P, say: Callable[[str], Awaitable[object]]) -> None:
        self.platform = platform
        self.messages: list[Message] = []
        self.requests: list[Request] = []
        self.answers: list[PipelineResult] = []
        """What messages are answered; once used up, that they failed."""
        self.response: Response = Reply("Done")
        self.may_answer = asyncio.Event()
        """A test clears it to keep people waiting."""
        self.may_answer.set()
        self.answering = 0
        """How many messages wait for their answer."""
        self._say = say
        self._came = Changes()

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[Self]:
        """Connect the platform, and run it."""
        async with self.platform:
            running = asyncio.create_task(self.platform.run(self.on_message, self.on_request))
            try:
                yield self
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running

    async def on_message(self, message: Message) -> PipelineResult:
        self.messages.append(message)
        self._came.tell()
        self.answering += 1
        try:
            await self.may_answer.wait()
        finally:
            self.answering -= 1
        return self.answers.pop(0) if self.answers else Failed()

    async def on_request(self, request: Request) -> Response:
        self.requests.append(request)
        await self.may_answer.wait()
        return self.response

    async def until(self, number: int) -> list[str]:
        """The texts that came, once there are so many."""
        await self._came.until(lambda: len(self.messages) >= number)
        return self.texts

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    async def all(self) -> list[str]:
        """The texts that came, once a last message has come, too."""
        await self._say("the end")
        await self._came.until(lambda: "the end" in self.texts)
        return [text for text in self.texts if text != "the end"]
