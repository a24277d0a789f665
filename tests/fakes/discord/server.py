"""The fake as a test has it: `async with FakeDiscord() as club: await club.say("hello")`."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Any, Self

import discord.gateway
import discord.http
import yarl
from aiohttp import web

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.interactions import Interactions
from tests.fakes.discord.rest import Answer, Handle, Request, Rest
from tests.fakes.discord.world import JSON, World

_PATIENCE = 10.0
"""Seconds after which what was waited for is taken never to come."""


class FakeDiscord:
    """A Discord on a port of this machine, while it is entered."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.gateway = Gateway(self.world)
        self.rest = Rest(self.world, self.gateway)
        self.interactions = Interactions(self.world, self.gateway)
        self.files: dict[str, bytes] = {}
        """What attachments' addresses lead to, by name."""
        self._asked = asyncio.Event()
        self._app = web.Application(client_max_size=32 << 20)
        self._app.router.add_get("/gateway", self.gateway.serve)
        self._app.router.add_get("/gateway/", self.gateway.serve)
        file: tuple[str, str, Handle] = ("GET", "/files/{name}", self._get_file)
        for method, route, handle in (*self.rest.routes(), *self.interactions.routes(), file):
            self._app.router.add_route(
                method, f"/api{route}", partial(self._answer, route=route, handle=handle)
            )

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.gateway.url = f"ws://127.0.0.1:{self.port}/gateway"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.gateway.drop(code=1001)
        await self._runner.cleanup()

    async def say(self, text: str, **fields: Any) -> JSON:
        """Somebody writes: kim in "general" unless said otherwise."""
        message = self.world.add_message(text, **fields)
        await self.gateway.tell("MESSAGE_CREATE", message)
        return message

    async def edit(self, message: JSON, text: str) -> None:
        """The author writes something else instead."""
        message["content"] = text
        message["edited_timestamp"] = datetime.now(UTC).isoformat()
        await self.gateway.tell("MESSAGE_UPDATE", message)

    def attach(self, name: str, content: bytes, *, type: str = "text/plain") -> JSON:  # noqa: A002
        """A file for the `attachments` of a message."""
        self.files[name] = content
        address = f"http://127.0.0.1:{self.port}/api/files/{name}"
        return {
            "id": self.world.make_id(),
            "filename": name,
            "content_type": type,
            "size": len(content),
            "url": address,
            "proxy_url": address,
        }

    async def until(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so; it is looked at after every request."""
        async with asyncio.timeout(_PATIENCE):
            while not is_so():
                self._asked.clear()
                await self._asked.wait()

    async def request(
        self, method: str, route: str, *, channel: str = "", number: int = 1
    ) -> Request:
        """The first request of this kind (or the second, ...), once it has been made."""
        await self.until(lambda: len(self.requests(method, route, channel=channel)) >= number)
        return self.requests(method, route, channel=channel)[number - 1]

    def requests(self, method: str, route: str, *, channel: str = "") -> list[Request]:
        """All of a kind up to now, in any channel unless one is named."""
        return [
            request
            for request in self.rest.requests
            if (request.method, request.route) == (method, route)
            and channel in ("", request.ids.get("channel"))
        ]

    async def alert(self, *, number: int = 1) -> JSON:
        """The first message in the moderators' channel (or the second, ...), once it is there."""
        channel = self.world.moderators
        await self.until(lambda: len(self.shown(channel)) >= number)
        return self.shown(channel)[number - 1]

    def shown(self, channel: str) -> list[JSON]:
        """What stands in a channel, oldest first."""
        return list(self.world.messages[channel].values())

    async def _answer(self, asked: web.Request, *, route: str, handle: Handle) -> web.Response:
        response = await self.rest.answer(asked, route, handle)
        self._asked.set()
        return response

    async def _get_file(self, request: Request) -> Answer:
        return 200, self.files[request.ids["name"]]


@contextmanager
def redirect(port: int) -> Iterator[None]:
    """Lead discord.py, in this process, to the fake at a port."""
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = f"http://127.0.0.1:{port}/api"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://127.0.0.1:{port}/gateway")
    try:
        yield
    finally:
        discord.http.Route.BASE = base
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
