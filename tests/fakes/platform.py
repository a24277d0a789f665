"""A platform on which nobody writes but the test, and which answers as it is told."""

from collections.abc import Collection, Iterable
from types import TracebackType
from typing import Self

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.message import Message
from bot.domain.notice import Notice
from bot.interactions.replies import Response
from bot.interactions.requests import Request
from bot.runtime.platform_port import OnMessage, OnRequest
from bot.runtime.result import PipelineResult


class FakePlatform:
    """Brings `messages`, then `requests`, and keeps what it was asked to do: `enforcements`, `alerts`, `told`."""

    name = "fake"
    supported: Collection[Action] = tuple(Action)
    reversible: Collection[Action] = (Action.TIMEOUT, Action.BAN)

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self.messages = list(messages)
        self.answers: list[PipelineResult] = []
        self.requests: list[Request] = []
        self.responses: list[Response] = []
        self.enforcements: list[Enforcement] = []
        self.undone: list[Enforcement] = []
        self.told: list[Notice] = []
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

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        for message in self.messages:
            self.answers.append(await on_message(message))
        for request in self.requests:
            self.responses.append(await on_request(request))

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        self.enforcements.append(enforcement)
        return self._answer(enforcement)

    async def undo(self, enforcement: Enforcement) -> Outcome:
        self.undone.append(enforcement)
        return self._answer(enforcement)

    async def notify(self, notice: Notice) -> Outcome:
        self.told.append(notice)
        return Outcome.done(Action.WARN)

    async def alert(self, alert: Alert) -> None:
        self.alerts.append(alert)

    @property
    def acted(self) -> list[tuple[Action, Message]]:
        """What was done to which messages."""
        return [(enforcement.action, enforcement.message) for enforcement in self.enforcements]

    def _answer(self, enforcement: Enforcement) -> Outcome:
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome.done(enforcement.action)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
