"""What the fakes that speak a wire protocol have in common: a port, and what was shown in their channels."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Protocol

from aiohttp import web

from tests.fakes.waiting import Changes

LARGEST_BODY = 32 << 20
"""Bytes of a request."""


class Rooms(Protocol):
    """The part of a fake's world that holds what was written."""

    moderators: str
    """The id of their channel."""

    @property
    def messages(self) -> Mapping[str, Mapping[str, dict[str, Any]]]:
        """By the ids of channel and message."""
        ...


class FakeServer(ABC):
    """Serves on a port of this machine, while it is entered."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._asked = Changes()

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
        """Somebody writes: kim in "general" unless said otherwise."""

    async def until(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so; it is looked at after every request."""
        await self._asked.until(is_so)

    async def alert(self, *, number: int = 1) -> dict[str, Any]:
        """The first message in the moderators' channel (or the second, ...), once it is there."""
        channel = self._rooms.moderators
        await self.until(lambda: len(self.shown(channel)) >= number)
        return self.shown(channel)[number - 1]

    def shown(self, channel: str) -> list[dict[str, Any]]:
        """What stands in a channel, oldest first."""
        return list(self._rooms.messages[channel].values())

    async def _open(self, app: web.Application) -> None:
        """Serve it; `port` says where."""
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port: int = self._runner.addresses[0][1]

    @abstractmethod
    async def _hang_up(self) -> None:
        """Close every connection that was kept open."""
