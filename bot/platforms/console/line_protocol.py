"""The console where input is no terminal: a message a line in, an answer a line out, in order."""

import asyncio
from collections.abc import Collection
from contextlib import aclosing
from types import TracebackType
from typing import BinaryIO, Self, TypeAlias

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.message import Message
from bot.domain.notice import Notice
from bot.platforms.console.formatters import Formatter
from bot.platforms.console.message_factory import MessageFactory
from bot.platforms.console.stdin_reader import read_lines
from bot.runtime.async_scorer import Overflow
from bot.runtime.platform_port import OnMessage, OnRequest
from bot.runtime.result import PipelineResult

_IN_FLIGHT = 128
"""Messages on their way at once: enough for full batches, of scoring and of writing."""

_Asked: TypeAlias = tuple[Message, "asyncio.Task[PipelineResult]"]


class LineProtocol:
    """Reads messages from `source`, a file descriptor, and writes each answer to `sink`."""

    name = "console"
    supported: Collection[Action] = (Action.NONE, Action.FLAG, Action.DELETE)
    reversible: Collection[Action] = ()

    def __init__(
        self, *, source: int, sink: BinaryIO, form: Formatter, speech: MessageFactory
    ) -> None:
        self._source = source
        self._sink = sink
        self._form = form
        self._speech = speech

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """There is no room from which to delete: the answer's line is all that happens."""
        return Outcome.done(enforcement.action)

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """Nothing here could be taken back."""
        return Outcome.gone(enforcement.action)

    async def notify(self, notice: Notice) -> Outcome:  # noqa: ARG002
        """Say nothing: the answer's line says it."""
        return Outcome.done(Action.WARN)

    async def alert(self, alert: Alert) -> None:
        """Show nothing: the answer's line says it."""

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:  # noqa: ARG002
        """Answer every line, in order. That nobody reads the answers any more ends it quietly."""
        in_order: asyncio.Queue[_Asked | None] = asyncio.Queue(_IN_FLIGHT)
        try:
            async with asyncio.TaskGroup() as group, aclosing(read_lines(self._source)) as lines:
                group.create_task(self._write(in_order))
                async for line in lines:
                    message = self._speech.make_message(line)
                    answer = group.create_task(_handle_when_room(on_message, message))
                    await in_order.put((message, answer))
                await in_order.put(None)
        except* BrokenPipeError:
            pass

    async def _write(self, in_order: "asyncio.Queue[_Asked | None]") -> None:
        """Write the answers, and let them out whenever the next one is not there yet."""
        while asked := await in_order.get():
            message, answer = asked
            self._sink.write(self._form(message, await answer).encode(errors="replace") + b"\n")
            if in_order.empty():
                self._sink.flush()


async def _handle_when_room(on_message: OnMessage, message: Message) -> PipelineResult:
    """Ask until there is room: who types can wait."""
    while isinstance(answer := await on_message(message), Overflow):
        await answer.room()
    return answer
