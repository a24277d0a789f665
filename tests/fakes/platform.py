"""A fake platform: submits what a test gives it, and returns the outcomes that a test sets."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from types import TracebackType
from typing import Self

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Policy
from bot.domain.steps import StepLog
from bot.interactions.replies import Refusal, Reply, Response
from bot.interactions.requests import NameKind, Request
from bot.runtime.platform_port import AlertChannel, OnMessage, OnRequest
from bot.runtime.result import PipelineResult


class FakePlatform:
    """Submits `messages`, then `requests`; records `results`, `responses`, `enforcements`, `alerts`, `notices`."""

    name = "fake"
    supported: Collection[Action] = tuple(Action)
    reversible: Collection[Action] = (Action.TIMEOUT, Action.BAN)

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self.messages = list(messages)
        self.results: list[PipelineResult] = []
        self.requests: list[Request] = []
        self.responses: list[Response] = []
        self.enforcements: list[Enforcement] = []
        self.undone: list[Enforcement] = []
        self.notices: list[Notice] = []
        self.alerts: list[Alert] = []
        self.redrawn: list[Alert] = []
        self.unsupported_in: dict[str, Collection[Action]] = {}
        """Actions that cannot be carried out on messages of a channel."""
        self.alert_outcome = Outcome.done(Action.FLAG)
        """The outcome of alerts; those that are not in force are not recorded."""
        self.alert_channels: asyncio.Queue[AlertChannel] = asyncio.Queue()
        self.told: list[tuple[str, Reply]] = []
        """Communities and notices of what administrators were told."""
        self.outcomes: list[Outcome | Exception] = []
        """The outcomes of the next enforcements; after them, everything is done."""
        self.ranks: dict[str, int] = {}
        self.tells_ranks = True
        self.unknown: set[tuple[NameKind, str]] = set()
        """Names that stand for nothing; all others stand for themselves, or for what `names` says."""
        self.names: dict[tuple[NameKind, str], str] = {}
        self.announced: list[Reply] = []
        self.around: dict[str, Sequence[str]] = {}
        """The wider scopes of channels."""

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
            self.results.append(await on_message(message))
        for request in self.requests:
            self.responses.append(await on_request(request))

    def supported_on(self, message: Message) -> Collection[Action]:
        """Return the supported actions, without those that a test holds back from a channel."""
        held_back = self.unsupported_in.get(message.channel, ())
        return [action for action in self.supported if action not in held_back]

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        self.enforcements.append(enforcement)
        return self._next_outcome(enforcement)

    async def undo(self, enforcement: Enforcement) -> Outcome:
        self.undone.append(enforcement)
        return self._next_outcome(enforcement)

    async def notify(self, notice: Notice, steps: StepLog) -> Outcome:  # noqa: ARG002
        self.notices.append(notice)
        return Outcome.done(Action.WARN)

    async def resolve(self, kind: NameKind, written: str, community: str) -> str | Refusal:  # noqa: ARG002
        if (kind, written) in self.unknown:
            return Refusal(f'"{written}" is no {kind} that I know here')
        return self.names.get((kind, written), written)

    def take_policy(self, policy: Policy) -> None:
        self.policy = policy

    async def scopes_of(self, channel: str, community: str) -> Sequence[str]:  # noqa: ARG002
        return (channel, *self.around.get(channel, ()))

    async def announce(self, community: str, change: Reply) -> Outcome:  # noqa: ARG002
        self.announced.append(change)
        return Outcome.done(Action.FLAG)

    async def outranks(self, by: Author, message: Message) -> bool | None:
        return (
            self.ranks.get(by.id, 1) > self.ranks.get(message.author.id, 0)
            if self.tells_ranks
            else None
        )

    async def alert(self, alert: Alert) -> Outcome:
        outcome = self.alert_outcome
        if outcome.is_in_force:
            self.alerts.append(alert)
        return outcome

    async def redraw(self, alert: Alert) -> None:
        self.redrawn.append(alert)

    async def next_alert_channel(self) -> AlertChannel:
        return await self.alert_channels.get()

    async def tell_administrator(self, community: str, notice: Reply) -> Outcome:
        self.told.append((community, notice))
        return Outcome.done(Action.WARN)

    @property
    def acted(self) -> list[tuple[Action, Message]]:
        """Return the enforced actions and their messages."""
        return [(enforcement.action, enforcement.message) for enforcement in self.enforcements]

    def _next_outcome(self, enforcement: Enforcement) -> Outcome:
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome.done(enforcement.action)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
