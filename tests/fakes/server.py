"""The base of the fakes that speak a wire protocol: a port, and the messages in their channels."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Protocol

from aiohttp import web

from tests.fakes.listening import listen
from tests.fakes.waiting import TIMEOUT, Changes

LARGEST_BODY = 32 << 20
"""Bytes of a request."""


class Rooms(Protocol):
    """The part of a fake's world that holds its messages."""

    moderators: str
    """The id of the moderators' channel."""

    @property
    def messages(self) -> Mapping[str, Mapping[str, dict[str, Any]]]:
        """Return the messages by the ids of channel and message."""
        ...


class FakeServer(ABC):
    """A server on a port of this machine, which listens while it is entered."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._changes = Changes()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._hang_up()
        await self._runner.cleanup()

    @abstractmethod
    async def say(self, text: str, **fields: Any) -> dict[str, Any]:
        """Post a message: kim's in "general", except for other fields."""

    async def until(self, condition: Callable[[], object], *, seconds: float = TIMEOUT) -> None:
        """Wait until a condition holds; it is checked after every request."""
        await self._changes.until(condition, seconds=seconds)

    async def alert(self, *, number: int = 1) -> dict[str, Any]:
        """Wait for the first message in the moderators' channel (or the second, ...), and return it."""
        channel = self._rooms.moderators
        await self.until(lambda: len(self.shown(channel)) >= number)
        return self.shown(channel)[number - 1]

    def shown(self, channel: str) -> list[dict[str, Any]]:
        """Return the messages in a channel, oldest first."""
        return list(self._rooms.messages[channel].values())

    async def _open(self, app: web.Application) -> None:
        """Listen on a free port, and set `port`."""
        self._runner, self.port = await listen(app)

    @abstractmethod
    async def _hang_up(self) -> None:
        """Close every connection that was kept open."""
