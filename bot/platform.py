"""The port: what a platform must be able to do. `bot/platforms/README.md` says how to add one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, TypeAlias

from pydantic import SecretStr

from bot.actions import Actor
from bot.alerts import Alert
from bot.answer import Answer
from bot.message import Message

OnMessage: TypeAlias = Callable[[Message], Awaitable[Answer]]
"""What a platform calls for every message. A bug in it is answered with `Failed`, not raised."""


class Platform(Actor, Protocol):
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

    async def run(self, on_message: OnMessage) -> None:
        """Hand over every message until there are no more, or until cancelled.

        `Overflow` says that the message was not looked at: await its `room()` and ask again.
        """
        ...

    async def alert(self, alert: Alert) -> None:
        """Show a case to the moderators. After a crash the same alert may come twice."""
        ...


@dataclass(frozen=True, slots=True)
class Launch:
    """What a platform may need in order to be built.

    `tokens` by the environment's names, those that are set; `greeting` tells a person what is
    running; `as_json` asks the console for JSON.
    """

    tokens: Mapping[str, SecretStr]
    greeting: Sequence[str]
    as_json: bool
