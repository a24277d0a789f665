"""The port: what a platform must be able to do. `bot/platforms/README.md` says how to add one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self, TypeAlias

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.alerts.alert import Alert
from bot.domain.actions import Enforcer, Outcome
from bot.domain.message import Message
from bot.domain.notice import Notice
from bot.domain.policy import Policy
from bot.interactions.replies import Response
from bot.interactions.requests import Request
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import PipelineResult

OnMessage: TypeAlias = Callable[[Message], Awaitable[PipelineResult]]
"""What a platform calls for every message. A bug in it is answered with `Failed`, not raised."""

OnRequest: TypeAlias = Callable[[Request], Awaitable[Response]]
"""What a platform calls for every command, press and menu. A bug in it is a `Refusal`, not raised."""


class Platform(Enforcer, Protocol):
    """A place where people write. Entered, it can act and alert; `run` then brings the messages."""

    @property
    def name(self) -> str:
        """As in `--platform`, in every message and in the store."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        """Hand over every message and request until there are no more, or until cancelled.

        `Overflow` says that the message was not looked at: await its `room()` and ask again.
        """
        ...

    async def alert(self, alert: Alert) -> None:
        """Show a case to the moderators. After a crash the same alert may come twice."""
        ...

    async def notify(self, notice: Notice) -> Outcome:
        """Say something to the author of a message, and to nobody else if that can be."""
        ...


@dataclass(frozen=True, slots=True)
class PlatformContext:
    """What a platform may need in order to be built.

    `tokens` by the environment's names, those that are set; `greeting` tells a person what is
    running; `as_json` asks the console for JSON; `policy` is the owner's file, without what communities
    want otherwise. A platform that keeps a connection tells `progress` how that is. Everything that was
    said until `since` has been seen by an earlier run; None if there was none. `address` is where a
    platform listens that is called by the other side; in `engine`'s database its library may keep tables
    of its own.
    """

    tokens: Mapping[str, SecretStr]
    greeting: Sequence[str]
    as_json: bool
    policy: Policy
    stats: PlatformStats = field(default_factory=lambda: PlatformStats("nobody's"))
    since: datetime | None = None
    address: tuple[str, int] = ("127.0.0.1", 3000)
    engine: AsyncEngine | None = None
