"""A fake platform: submits what a test gives it, and returns the outcomes that a test sets."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Policy
from bot.domain.steps import StepLog
from bot.domain.surroundings import DeletedMessages, RecentMessages, Surroundings
from bot.interactions.replies import Refusal, Response
from bot.interactions.requests import NameKind, Request
from bot.runtime.platform_port import AlertChannel, OnMessage, OnRequest
from bot.runtime.result import PipelineResult
from tests.fakes.directory import FakeDirectory
from tests.fakes.shown import ShownToModerators


class FakePlatform(ShownToModerators):
    """Submits `messages`, then `requests`; records `results`, `responses`, `enforcements`, `alerts`, `notices`."""

    name = "fake"
    supported: Collection[Action] = tuple(Action)
    reversible: Collection[Action] = (Action.TIMEOUT, Action.BAN)

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        super().__init__()
        self.directory = FakeDirectory()
        self.messages = list(messages)
        self.results: list[PipelineResult] = []
        self.requests: list[Request] = []
        self.responses: list[Response] = []
        self.enforcements: list[Enforcement] = []
        self.undone: list[Enforcement] = []
        self.notices: list[Notice] = []
        self.unsupported_in: dict[str, Collection[Action]] = {}
        """Actions that cannot be carried out on messages of a channel."""
        self.alert_channels: asyncio.Queue[AlertChannel] = asyncio.Queue()
        self.outcomes: list[Outcome | Exception] = []
        """The outcomes of the next enforcements; after them, everything is done."""
        self.ranks: dict[str, int] = {}
        self.tells_ranks = True
        self.unknown: set[tuple[NameKind, str]] = set()
        """Names that stand for nothing; all others stand for themselves, or for what `names` says."""
        self.names: dict[tuple[NameKind, str], str] = {}
        self.nearby: Surroundings | Refusal = Surroundings()
        self.looked_around: list[Message] = []
        self.history: list[Message] = []
        """Messages that can be purged, newest first."""
        self.gaps: list[str] = []
        self.purged: list[tuple[str, list[str]]] = []
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

    def reversible_on(self, message: Message) -> Collection[Action]:  # noqa: ARG002 - alike for all
        """Return all reversible actions."""
        return self.reversible

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

    async def outranks(self, by: Author, message: Message) -> bool | None:
        return (
            self.ranks.get(by.id, 1) > self.ranks.get(message.author.id, 0)
            if self.tells_ranks
            else None
        )

    async def surroundings(self, message: Message) -> Surroundings | Refusal:
        self.looked_around.append(message)
        return self.nearby

    async def find_recent(
        self, community: str, author: str, *, since: datetime, channel: str | None
    ) -> RecentMessages | Refusal:
        found = [
            each
            for each in self.history
            if (each.community, each.author.id) == (community, author)
            and each.sent_at >= since
            and channel in (None, each.channel, each.thread)
        ]
        return RecentMessages(tuple(found), tuple(self.gaps))

    async def delete_recent(self, messages: Sequence[Message], *, reason: str) -> DeletedMessages:
        self.purged.append((reason, [each.id for each in messages]))
        return DeletedMessages(len(messages), tuple(self.gaps))

    async def next_alert_channel(self) -> AlertChannel:
        return await self.alert_channels.get()

    @property
    def acted(self) -> list[tuple[Action, Message]]:
        """Return the enforced actions and their messages."""
        return [(enforcement.action, enforcement.message) for enforcement in self.enforcements]

    def _next_outcome(self, enforcement: Enforcement) -> Outcome:
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome.done(enforcement.action)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
