"""The fake as a test has it: `async with FakeDiscord() as club: await club.say("hello")`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self

import discord.gateway
import discord.http
import yarl
from aiohttp import web

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.interactions import Interactions
from tests.fakes.discord.rest import Answer, Handle, Request, Rest
from tests.fakes.discord.world import JSON, World
from tests.fakes.server import LARGEST_BODY, FakeServer


class FakeDiscord(FakeServer):
    """A Discord on a port of this machine, while it is entered."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        super().__init__(self.world)
        self.gateway = Gateway(self.world)
        self.rest = Rest(self.world, self.gateway)
        self.interactions = Interactions(self.world, self.gateway)
        self.files: dict[str, bytes] = {}
        """What attachments' addresses lead to, by name."""
        self._app = web.Application(client_max_size=LARGEST_BODY)
        self._app.router.add_get("/gateway", self.gateway.serve)
        self._app.router.add_get("/gateway/", self.gateway.serve)
        file: tuple[str, str, Handle] = ("GET", "/files/{name}", self._get_file)
        for method, route, handle in (*self.rest.routes(), *self.interactions.routes(), file):
            self._app.router.add_route(
                method, f"/api{route}", partial(self._answer, route=route, handle=handle)
            )

    async def __aenter__(self) -> Self:
        await self._open(self._app)
        self.gateway.url = f"ws://127.0.0.1:{self.port}/gateway"
        return self

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

    async def _answer(self, asked: web.Request, *, route: str, handle: Handle) -> web.Response:
        response = await self.rest.answer(asked, route, handle)
        self._asked.tell()
        return response

    async def _get_file(self, request: Request) -> Answer:
        return 200, self.files[request.ids["name"]]

    async def _hang_up(self) -> None:
        await self.gateway.drop(code=1001)


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
