"""The port that every platform implements. `bot/platforms/README.md` says how to add one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self, TypeAlias

from pydantic import SecretStr

from bot.alerts.alert import Alert
from bot.domain.actions import Enforcer, Outcome
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Policy
from bot.interactions.replies import Refusal, Reply, Response
from bot.interactions.requests import NameKind, Request
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import PipelineResult

OnMessage: TypeAlias = Callable[[Message], Awaitable[PipelineResult]]
"""Called by a platform with every message. A bug in it becomes `Failed`, and is not raised."""

OnRequest: TypeAlias = Callable[[Request], Awaitable[Response]]
"""Called by a platform with every command, button and menu. A bug in it becomes a `Refusal`."""


@dataclass(frozen=True, slots=True)
class AlertChannel:
    """State of a community's alert channel.

    `outcome`: DONE if alerts can be shown, else what keeps them; GONE if the bot has left the community.
    """

    community: str
    outcome: Outcome


class Platform(Enforcer, Protocol):
    """A chat platform. Once entered it can enforce and alert; `run` then submits the messages."""

    @property
    def name(self) -> str:
        """The name in `--platform`, in every message and in the store."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        """Submit every message and request until there are no more, or until cancelled.

        A message whose result is `Overflow` was not evaluated: submit it again once there is room.
        """
        ...

    async def alert(self, alert: Alert) -> Outcome:
        """Show a case to the moderators: DONE once they can read it, else what keeps it from them.

        GONE if the bot is not in that community any more. After a crash, the same alert may come twice.
        """
        ...

    async def next_alert_channel(self) -> AlertChannel:
        """Wait for the next community whose alert channel may have changed; at the start, for each once."""
        ...

    async def tell_administrator(self, community: str, notice: Reply) -> Outcome:
        """Send a direct message to an administrator of a community, and to nobody else."""
        ...

    async def notify(self, notice: Notice) -> Outcome:
        """Send a notice to the author of a message, and if possible to nobody else."""
        ...

    async def outranks(self, by: Author, message: Message) -> bool | None:
        """Return whether somebody stands above the author of a message, None if that is not known.

        True where the platform has no ranks.
        """
        ...

    async def resolve(self, kind: NameKind, written: str, community: str) -> str | Refusal:
        """Return the id of what is written as an id or a name, or the refusal of what does not exist."""
        ...

    async def announce(self, community: str, change: Reply) -> Outcome:
        """Say to the moderators, where alerts are shown, what one of them has changed."""
        ...


@dataclass(frozen=True, slots=True)
class PlatformContext:
    """Build context of a platform.

    `tokens`: those that are set, by their environment names. `greeting`: lines that say what is running.
    `as_json`: the console prints JSON. `policy`: the policy file's, without overrides. `stats`: told by a
    platform about its connection. `since`: everything up to it was seen by an earlier run, None without
    one. `address`: where a platform listens that is called by the other side. `database`: an opaque
    handle for a library that keeps tables of its own in the bot's database.
    """

    tokens: Mapping[str, SecretStr]
    greeting: Sequence[str]
    as_json: bool
    policy: Policy
    stats: PlatformStats = field(default_factory=lambda: PlatformStats("nobody's"))
    since: datetime | None = None
    address: tuple[str, int] = ("127.0.0.1", 3000)
    database: object = None
