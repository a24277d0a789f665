"""The console in a terminal: a chat in which one sees what the bot would do to it."""

from collections.abc import Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from rich.cells import cell_len
from rich.console import Console
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.case import Case
from bot.domain.notice import Notice
from bot.domain.verdict import Verdict
from bot.interactions.replies import Refusal
from bot.platforms.console.message_factory import MessageFactory
from bot.platforms.console.rendering import draw_alert, draw_nothing
from bot.platforms.console.replies import draw_notice, draw_reply
from bot.platforms.console.stdin_reader import is_waiting, read_lines
from bot.runtime.platform_port import OnMessage, OnRequest

_PROMPT = "you > "

_HINT = 'Type a message, "kim: ..." to say it as kim, or /toxicity help. Ctrl-D ends.'


@dataclass(frozen=True, slots=True)
class _Typed:
    """The line on the screen above the cursor, and the message it became."""

    message: str
    line: str


class Chat:
    """Reads what is typed at `source`, a terminal's file descriptor, and draws on `screen`."""

    name = "console"
    supported: Collection[Action] = (Action.NONE, Action.FLAG, Action.DELETE)
    reversible: Collection[Action] = ()

    def __init__(
        self, *, source: int, screen: Console, speech: MessageFactory, greeting: Sequence[str]
    ) -> None:
        self._source = source
        self._screen = screen
        self._speech = speech
        self._greeting = greeting
        self._typed: _Typed | None = None

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
        """Prompt, hear, answer, until the end of input."""
        async with aclosing(read_lines(self._source)) as lines:
            typed_ahead = self._prompt()
            async for line in lines:
                if typed_ahead:  # the terminal showed it before the prompt; say what is answered
                    self._screen.print(Text(line))
                if line.strip():
                    await self._answer(line, on_message, on_request)
                typed_ahead = self._prompt()

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """Delete the line from the screen, if it is still the last one there."""
        typed = self._typed
        if (
            enforcement.action is Action.DELETE
            and typed
            and typed.message == enforcement.message.id
        ):
            self._erase(typed.line)
        return Outcome.done(enforcement.action)

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """Nothing here could be taken back."""
        return Outcome.gone(enforcement.action)

    async def notify(self, notice: Notice) -> Outcome:
        """Draw what somebody is told: all sit before the same screen."""
        self._screen.print(draw_notice(notice))
        return Outcome.done(Action.WARN)

    async def alert(self, alert: Alert) -> None:
        """Draw the case."""
        self._screen.print(draw_alert(alert))

    async def _answer(self, line: str, on_message: OnMessage, on_request: OnRequest) -> None:
        asked = self._speech.parse_request(line)
        if asked:
            response = asked if isinstance(asked, Refusal) else await on_request(asked)
            self._screen.print(draw_reply(response))
            return
        message = self._speech.make_message(line)
        self._typed = _Typed(message.id, line)
        answer = await on_message(message)
        self._typed = None
        match answer:
            case Verdict():
                self._screen.print(draw_nothing(answer))
            case Case():
                pass  # its alert is on the screen
            case _:
                self._screen.print(Text("   failed: the log says why", "dim"))

    def _prompt(self) -> bool:
        """Ask for a line; returns whether one was typed before it was asked for."""
        typed_ahead = is_waiting(self._source)
        self._screen.print(Text(f"\n{_PROMPT}", "bold cyan"), end="")
        return typed_ahead

    def _erase(self, line: str) -> None:
        if self._screen.is_dumb_terminal:
            return
        rows = 1 + (cell_len(_PROMPT + line) - 1) // self._screen.width
        clear = (ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2)
        self._screen.control(Control(*clear * rows))
        self._screen.print(Text(_PROMPT, "dim"), Text("message deleted", "dim italic"), sep="")
