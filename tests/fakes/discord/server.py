"""The fake on a port, as a test uses it: `async with FakeDiscord() as club: await club.say("hello")`."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self

from aiohttp import web

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.interaction_callbacks import InteractionCallbacks
from tests.fakes.discord.interactions import Interactions
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.requests import Answer, Handler, Request, Route
from tests.fakes.discord.rest import Rest
from tests.fakes.discord.sign_in import DiscordSignIn
from tests.fakes.discord.surfaces import Surfaces
from tests.fakes.discord.world import World
from tests.fakes.server import LARGEST_BODY, FakeServer


class FakeDiscord(FakeServer):
    """A Discord on a port of this machine. Async context manager."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        super().__init__(self.world)
        self.gateway = Gateway(self.world)
        self.gateway.on_change = self._changes.notify
        self.rest = Rest(self.world, self.gateway)
        self.interactions = Interactions(self.world, self.gateway)
        self.surfaces = Surfaces(self.world, self.gateway)
        self.files: dict[str, bytes] = {}
        """Contents of attachments, by name."""
        self.files_may_come = asyncio.Event()
        """Cleared by a test to let every download hang."""
        self.files_may_come.set()
        self._app = web.Application(client_max_size=LARGEST_BODY)
        self.sign_in = DiscordSignIn(self.world)
        self.sign_in.add_routes(self._app)
        self._app.router.add_get("/gateway", self.gateway.serve)
        self._app.router.add_get("/gateway/", self.gateway.serve)
        callbacks = InteractionCallbacks(self.world, self.gateway, self.interactions.begun)
        file: Route = ("GET", "/files/{name}", self._get_file)
        for method, route, handler in (*self.rest.routes(), *callbacks.routes(), file):
            answer = partial(self._answer, route=route, handler=handler)
            self._app.router.add_route(method, f"/api{route}", answer)

    async def __aenter__(self) -> Self:
        await self._open(self._app)
        self.gateway.url = f"ws://127.0.0.1:{self.port}/gateway"
        return self

    async def say(self, text: str, **fields: Any) -> JSON:
        """Write a message, by kim in "general" unless said otherwise."""
        message = self.world.add_message(text, **fields)
        await self.gateway.dispatch("MESSAGE_CREATE", message)
        return message

    async def post(self, title: str, text: str, *, forum: str) -> JSON:
        """Open a post in a forum, as kim; returns its thread. The message has the id of the thread."""
        thread = self.world.add_thread(title, parent=forum)
        opening = self.world.add_message(text, channel=thread["id"], id=thread["id"])
        await self.gateway.dispatch("THREAD_CREATE", {**thread, "newly_created": True})
        await self.gateway.dispatch("MESSAGE_CREATE", opening)
        return thread

    async def edit(self, message: JSON, text: str) -> None:
        """Edit a message."""
        message["content"] = text
        message["edited_timestamp"] = datetime.now(UTC).isoformat()
        await self.gateway.dispatch("MESSAGE_UPDATE", message)

    async def delete(self, *messages: JSON) -> None:
        """Delete messages as their author or a moderator does; several of one channel go at once."""
        ids, channel = [message["id"] for message in messages], messages[0]["channel_id"]
        for message in ids:
            del self.world.messages[channel][message]
        place = {"channel_id": channel, "guild_id": self.world.guild}
        if len(ids) > 1:
            await self.gateway.dispatch("MESSAGE_DELETE_BULK", {**place, "ids": ids})
        else:
            await self.gateway.dispatch("MESSAGE_DELETE", {**place, "id": ids[0]})

    def attach(self, name: str, content: bytes, *, type: str = "text/plain") -> JSON:  # noqa: A002
        """Upload a file, and return it for the `attachments` of a message."""
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
        """Return the first request of a method and route (or the second, ...), once it was made."""
        await self.until(lambda: len(self.requests(method, route, channel=channel)) >= number)
        return self.requests(method, route, channel=channel)[number - 1]

    def requests(self, method: str, route: str, *, channel: str = "") -> list[Request]:
        """Return all requests of a method and route so far, in any channel unless one is named."""
        return [
            request
            for request in self.rest.requests
            if (request.method, request.route) == (method, route)
            and channel in ("", request.ids.get("channel"))
        ]

    async def _answer(self, source: web.Request, *, route: str, handler: Handler) -> web.Response:
        response = await self.rest.answer(source, route, handler)
        self._changes.notify()
        return response

    async def _get_file(self, request: Request) -> Answer:
        await self.files_may_come.wait()
        return 200, self.files[request.ids["name"]]

    async def _hang_up(self) -> None:
        self.files_may_come.set()
        await self.gateway.drop_connections(code=1001)
