"""A platform on which nobody writes but the test, and which answers as it is told."""

from collections.abc import Collection, Iterable
from types import TracebackType
from typing import Self

from bot.actions import Action, Outcome
from bot.alerts import Alert
from bot.answer import Answer
from bot.message import Message
from bot.platform import OnMessage


class FakePlatform:
    """Brings `messages`, and keeps what it was asked to do in `acted` and `alerts`."""

    name = "fake"
    supported: Collection[Action] = tuple(Action)

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self.messages = list(messages)
        self.answers: list[Answer] = []
        self.acted: list[tuple[Action, Message]] = []
        self.alerts: list[Alert] = []
        self.outcomes: list[Outcome | Exception] = []
        """What it answers next; once used up, everything is done."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    async def run(self, on_message: OnMessage) -> None:
        for message in self.messages:
            self.answers.append(await on_message(message))

    async def act(self, action: Action, message: Message) -> Outcome:
        self.acted.append((action, message))
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome.done(action)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def alert(self, alert: Alert) -> None:
        self.alerts.append(alert)
