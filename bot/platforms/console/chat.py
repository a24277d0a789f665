"""The console in a terminal: a chat that shows what the bot would do to it."""

import asyncio
import sys
from collections.abc import Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.case import Case
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Policy
from bot.domain.steps import StepLog
from bot.domain.verdict import Verdict
from bot.interactions.replies import Answer, Refusal, Reply, expect_answer
from bot.interactions.requests import NameKind
from bot.platforms.console.command_lines import save_files
from bot.platforms.console.directory import ConsoleDirectory
from bot.platforms.console.history import ConsoleHistory
from bot.platforms.console.layout import count_rows
from bot.platforms.console.message_factory import MessageFactory
from bot.platforms.console.names import resolve_name
from bot.platforms.console.rendering import render, render_alert, render_unflagged
from bot.platforms.console.replies import render_answer, render_notice
from bot.platforms.console.stdin_reader import is_waiting, read_lines
from bot.runtime.platform_port import AlertChannel, DigestMessage, OnMessage, OnRequest

_PROMPT = "you > "

_HINT = 'Type a message, "kim: ..." to say it as kim, or /toxicity help. Ctrl-D ends.'

_MAX_LINE_BYTES = 1023 if sys.platform == "darwin" else 4095
"""Bytes of a line that a terminal passes on: it drops the rest, and tells nobody."""

_CUT = f"   the terminal passes on {_MAX_LINE_BYTES:,} bytes of a line; a pipe passes on more"


@dataclass(frozen=True, slots=True)
class _TypedLine:
    """The line on the screen above the cursor, and the id of the message it became."""

    message_id: str
    text: str


class Chat(ConsoleHistory):
    """The console platform of a terminal: `source` is its file descriptor, `screen` draws on it.

    `exports`: the folder in which the files of answers are saved.
    """

    name = "console"
    supported: Collection[Action] = (Action.NONE, Action.FLAG, Action.DELETE)
    reversible: Collection[Action] = ()

    def __init__(
        self,
        *,
        source: int,
        screen: Console,
        message_factory: MessageFactory,
        greeting: Sequence[str],
        exports: Path,
    ) -> None:
        super().__init__()
        self._exports = exports
        self._source = source
        self._screen = screen
        self._message_factory = message_factory
        self.directory = ConsoleDirectory(message_factory.speaker)
        self._greeting = greeting
        self._typed: _TypedLine | None = None

    async def __aenter__(self) -> Self:
        title, *rest = self._greeting
        self._screen.print(Text(title, "bold"))
        for line in (*rest, _HINT):
            self._screen.print(Text(line, "dim"))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._screen.print()  # so that the shell's prompt begins on a line of its own

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        """Prompt for lines and answer them, until the end of input."""
        async with aclosing(read_lines(self._source)) as lines:
            typed_ahead = self._prompt()
            async for line in lines:
                if typed_ahead:  # the terminal showed it before the prompt; say what is answered
                    self._screen.print(render(line))
                if line.strip():
                    await self._answer(line, on_message, on_request)
                typed_ahead = self._prompt()

    def supported_on(self, message: Message) -> Collection[Action]:  # noqa: ARG002 - alike for all
        """Return all supported actions."""
        return self.supported

    def reversible_on(self, message: Message) -> Collection[Action]:  # noqa: ARG002 - alike for all
        """Return all reversible actions."""
        return self.reversible

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """Carry out an action: a deleted line is erased, if it is still the last one on the screen."""
        typed = self._typed
        if enforcement.action is Action.DELETE:
            self.forget(enforcement.message)
        if (
            enforcement.action is Action.DELETE
            and typed
            and typed.message_id == enforcement.message.id
        ):
            self._erase(typed.text)
        return Outcome.done(enforcement.action)

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """Answer that there is nothing to undo: the console supports no reversible action."""
        return Outcome.gone(enforcement.action)

    async def notify(self, notice: Notice, steps: StepLog) -> Outcome:  # noqa: ARG002
        """Draw a notice: everybody sits before the same screen."""
        self._screen.print(render_notice(notice))
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
        """Draw a digest, and save its chart."""
        self._show_answer(digest.report)
        return Outcome.done(Action.FLAG)

    async def alert(self, alert: Alert) -> Outcome:
        """Draw an alert."""
        self._screen.print(render_alert(alert))
        return Outcome.done(Action.FLAG)

    async def redraw(self, alert: Alert) -> None:
        """Do nothing: what was printed stays as it is."""

    async def next_alert_channel(self) -> AlertChannel:
        """Wait for ever: the screen is always there."""
        return await asyncio.Future()

    async def tell_administrator(self, community: str, notice: Reply) -> Outcome:  # noqa: ARG002
        """Print a notice to whoever sits at the screen."""
        self._screen.print(render_answer(notice))
        return Outcome.done(Action.WARN)

    async def _answer(self, line: str, on_message: OnMessage, on_request: OnRequest) -> None:
        request = self._message_factory.parse_request(line)
        if request:
            response = request if isinstance(request, Refusal) else await on_request(request)
            self._show_answer(expect_answer(response))
            return
        if len(line.encode()) >= _MAX_LINE_BYTES:
            self._screen.print(Text(_CUT, "dim"))
        message = self._message_factory.make_message(line)
        self.remember(message)
        self._typed = _TypedLine(message.id, line)
        result = await on_message(message)
        self._typed = None
        match result:
            case Verdict():
                self._screen.print(render_unflagged(result))
            case Case():
                pass  # its alert is on the screen
            case _:
                self._screen.print(Text("   failed: the log says why", "dim"))

    def _show_answer(self, answer: Answer) -> None:
        """Draw an answer, and save its files."""
        self._screen.print(render_answer(answer))
        for saved in save_files(answer, self._exports):
            self._screen.print(render(saved), soft_wrap=True)

    def _prompt(self) -> bool:
        """Show the prompt; returns True if a line was typed before that."""
        typed_ahead = is_waiting(self._source)
        self._screen.print(Text(f"\n{_PROMPT}", "bold cyan"), end="")
        return typed_ahead

    def _erase(self, line: str) -> None:
        if self._screen.is_dumb_terminal:
            return
        rows = count_rows(_PROMPT + line, self._screen.width)
        clear = (ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2)
        self._screen.control(Control(*clear * rows))
        self._screen.print(Text(_PROMPT, "dim"), Text("message deleted", "dim italic"), sep="")
