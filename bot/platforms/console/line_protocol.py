"""The console's line protocol, where input is no terminal: a message a line in, an answer a line out.

Where people read the answers, a line may be a command of theirs. Where a program does, each line is a message: it
may pass on what members have written.
"""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import aclosing
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, TypeAlias

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Policy
from bot.domain.steps import StepLog
from bot.interactions.replies import Refusal, Reply, expect_answer
from bot.interactions.requests import NameKind, Request
from bot.platforms.console.command_lines import format_answer
from bot.platforms.console.directory import ConsoleDirectory
from bot.platforms.console.formatters import Formatter
from bot.platforms.console.history import ConsoleHistory
from bot.platforms.console.message_factory import MessageFactory
from bot.platforms.console.names import resolve_name
from bot.platforms.console.stdin_reader import read_lines
from bot.runtime.overflow import submit_when_room
from bot.runtime.platform_port import AlertChannel, DigestMessage, OnMessage, OnRequest
from bot.runtime.result import PipelineResult

_IN_FLIGHT = 128
"""Messages in the pipeline at once: enough for full batches, of scoring and of writing."""

_Pending: TypeAlias = tuple[Message, "asyncio.Task[PipelineResult]"]


class LineProtocol(ConsoleHistory):
    """The platform that reads messages from `source`, a file descriptor, and writes answers to `sink`.

    `exports`: the folder in which the files of commands' answers are saved; None: no line is a command.
    """

    name = "console"
    supported: Collection[Action] = (Action.NONE, Action.FLAG, Action.DELETE)
    reversible: Collection[Action] = ()

    def __init__(
        self,
        *,
        source: int,
        sink: BinaryIO,
        formatter: Formatter,
        message_factory: MessageFactory,
        exports: Path | None = None,
    ) -> None:
        super().__init__()
        self._source = source
        self._sink = sink
        self._formatter = formatter
        self._message_factory = message_factory
        self.directory = ConsoleDirectory(message_factory.speaker)
        self._exports = exports

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def supported_on(self, message: Message) -> Collection[Action]:  # noqa: ARG002 - alike for all
        """Return all supported actions."""
        return self.supported

    def reversible_on(self, message: Message) -> Collection[Action]:  # noqa: ARG002 - alike for all
        """Return all reversible actions."""
        return self.reversible

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """Do nothing: the answer's line says what was decided."""
        return Outcome.done(enforcement.action)

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """Return that nothing is left to undo."""
        return Outcome.gone(enforcement.action)

    async def notify(self, notice: Notice, steps: StepLog) -> Outcome:  # noqa: ARG002
        """Do nothing: the answer's line says it."""
        return Outcome.done(Action.WARN)

    async def outranks(self, by: Author, message: Message) -> bool:  # noqa: ARG002 - no ranks
        """Answer that nobody stands in the way: the console has no ranks."""
        return True

    async def resolve(self, kind: NameKind, written: str, community: str) -> str | Refusal:  # noqa: ARG002
        """Look a name up: the console has one channel, no roles, and whoever is named speaks."""
        return resolve_name(kind, written)

    def take_policy(self, policy: Policy) -> None:
        """Do nothing: what the policy names is on other platforms."""

    async def scopes_of(self, channel: str, community: str) -> Sequence[str]:  # noqa: ARG002
        """Return the channel itself: there are no others around it."""
        return (channel,)

    async def announce(self, community: str, change: Reply) -> Outcome:  # noqa: ARG002
        """Do nothing: whoever changes something on the console is the only moderator."""
        return Outcome.done(Action.FLAG)

    async def post(self, community: str, digest: DigestMessage) -> Outcome:  # noqa: ARG002
        """Do nothing: the answers go to a program."""
        return Outcome.done(Action.FLAG)

    async def alert(self, alert: Alert) -> Outcome:  # noqa: ARG002
        """Do nothing: the answer's line says it."""
        return Outcome.done(Action.FLAG)

    async def redraw(self, alert: Alert) -> None:
        """Do nothing: what was printed stays as it is."""

    async def next_alert_channel(self) -> AlertChannel:
        """Wait for ever: there is no channel that could be missing."""
        return await asyncio.Future()

    async def tell_administrator(self, community: str, notice: Reply) -> Outcome:  # noqa: ARG002
        """Do nothing: there are no direct messages in the protocol."""
        return Outcome.withheld("no direct messages here")

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        """Answer every line in order, until the input ends or nobody reads the answers any more."""
        pending: asyncio.Queue[_Pending | None] = asyncio.Queue(_IN_FLIGHT)
        try:
            async with asyncio.TaskGroup() as group, aclosing(read_lines(self._source)) as lines:
                group.create_task(self._write(pending))
                async for line in lines:
                    if request := self._parse_request(line):
                        await pending.join()  # so that it sees what came before it
                        await self._answer(request, on_request)
                        continue
                    message = self._message_factory.make_message(line)
                    result: asyncio.Task[PipelineResult] = group.create_task(
                        submit_when_room(on_message, message)
                    )
                    await pending.put((message, result))
                await pending.put(None)
        except* BrokenPipeError:
            pass

    async def _write(self, pending: "asyncio.Queue[_Pending | None]") -> None:
        """Write the answers in order, and flush whenever no message is pending."""
        while entry := await pending.get():
            message, result = entry
            self._sink.write(
                self._formatter(message, await result).encode(errors="replace") + b"\n"
            )
            if pending.empty():
                self._sink.flush()
            pending.task_done()
        self._sink.flush()

    def _parse_request(self, line: str) -> Request | Refusal | None:
        return self._message_factory.parse_request(line) if self._exports else None

    async def _answer(self, request: Request | Refusal, on_request: OnRequest) -> None:
        """Answer a command, once all before it is answered."""
        assert self._exports
        response = request if isinstance(request, Refusal) else await on_request(request)
        self._sink.write(format_answer(expect_answer(response), self._exports).encode())
        self._sink.flush()
