"""Server of the fake Slack: `async with FakeSlack() as club: await club.say("hello")`."""

import asyncio
from typing import Any, Self

from aiohttp import web

from tests.fakes.server import LARGEST_BODY, FakeServer
from tests.fakes.slack.http_delivery import HttpDelivery
from tests.fakes.slack.interactions import Interactions
from tests.fakes.slack.messages import Messages
from tests.fakes.slack.methods import Methods
from tests.fakes.slack.naming import Naming
from tests.fakes.slack.oauth import OAuthGrants
from tests.fakes.slack.sign_in import SlackSignIn
from tests.fakes.slack.socket_mode import Envelope, SocketModeServer
from tests.fakes.slack.views import Views
from tests.fakes.slack.web_api import Call, WebApi
from tests.fakes.slack.world import BOT_TOKEN, JSON, World


class FakeSlack(FakeServer):
    """A Slack on a loopback port, as an async context manager."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        super().__init__(self.world)
        self.socket_mode = SocketModeServer(self.world)
        self.delivery: SocketModeServer | HttpDelivery = self.socket_mode
        self.api = WebApi(self.world)
        self.files: dict[str, bytes] = {}
        """Contents of the files, by name."""
        self.files_may_come = asyncio.Event()
        """Cleared by a test to let every download hang."""
        self.files_may_come.set()
        self.downloads: list[str] = []
        """Names of the files that were downloaded."""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST_BODY)
        self.sign_in = SlackSignIn(self.world)
        self.sign_in.add_routes(app)
        app.router.add_route("*", "/api/{method}", self._answer)
        app.router.add_get("/socket", self.socket_mode.serve)
        app.router.add_post("/response/{number}", self._respond)
        app.router.add_post("/upload/{file}", self._take_upload)
        app.router.add_get("/files/{name}", self._get_file)
        await self._open(app)
        address = f"127.0.0.1:{self.port}"
        self.methods = Methods(self.world, address, make_ticket=self.socket_mode.make_ticket)
        views = Views(self.world)
        self.oauth = OAuthGrants(self.world)
        naming = Naming(self.world)
        for group in (Messages(self.world), self.methods, naming, views, self.oauth):
            self.api.methods |= group.methods()
        self.interactions = Interactions(self.world, self.socket_mode, views, address)
        return self

    async def say(self, text: str, **fields: Any) -> JSON:
        """Post a message and deliver its event; by default kim's in "general"."""
        message = self.world.add_message(text, **fields)
        await self.deliver_message(message)
        return message

    async def deliver_message(self, message: JSON, **delivery: Any) -> Envelope:
        """Deliver the event of a message; `delivery` may be retry=1, connection=0."""
        return await self.deliver_event(self.make_event(message), **delivery)

    async def edit(self, message: JSON, text: str, **fields: Any) -> Envelope:
        """Edit a message as its author, and deliver the event."""
        before = dict(message)
        edited = {"user": message["user"], "ts": f"{self.world.make_ts().partition('.')[0]}.000000"}
        message |= {"text": text, "edited": edited, **fields}
        return await self.deliver_change(message, before)

    async def delete(self, message: JSON) -> Envelope:
        """Deliver the event of a message that its author or an administrator has deleted."""
        channel = self.world.find_channel(message)
        return await self.deliver_event(
            {
                "type": "message",
                "subtype": "message_deleted",
                "hidden": True,
                "channel": channel,
                "channel_type": self.world.channel_kind(channel),
                "ts": self.world.make_ts(),
                "deleted_ts": message["ts"],
                "previous_message": dict(message),
            }
        )

    async def deliver_change(self, message: JSON, before: JSON) -> Envelope:
        """Deliver the event of a changed message: an edit, or only a link preview."""
        channel = self.world.find_channel(message)
        return await self.deliver_event(
            {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "channel": channel,
                "channel_type": self.world.channel_kind(channel),
                "ts": self.world.make_ts(),
                "message": dict(message),
                "previous_message": before,
            }
        )

    def make_event(self, message: JSON) -> JSON:
        """Make the event of a message."""
        channel = self.world.find_channel(message)
        kind = self.world.channel_kind(channel)
        return {**message, "channel": channel, "channel_type": kind, "event_ts": message["ts"]}

    async def deliver_event(self, event: JSON, *, team: str = "", **delivery: Any) -> Envelope:
        """Deliver an event of any type, of this workspace or of another `team` with the app."""
        return await self.delivery.deliver("events_api", self._wrap(event, team), **delivery)

    async def open_home(self, person: JSON, *, tab: str = "home") -> Envelope:
        """Open the app as a user: its App Home, or their direct messages with it."""
        direct = self.world.open_direct(person["id"])
        opened = {"type": "app_home_opened", "user": person["id"], "channel": direct, "tab": tab}
        return await self.deliver_event(opened)

    def deliver_to(self, port: int) -> HttpDelivery:
        """Deliver over HTTP from now on, to an app that listens on this port."""
        self.delivery = self.interactions.delivery = http = HttpDelivery(port)
        return http

    def _wrap(self, event: JSON, team: str) -> JSON:
        event = {"event_ts": event.get("ts") or self.world.make_ts(), **event}
        team = team or self.world.team
        return {
            "token": "verification",
            "team_id": team,
            "api_app_id": self.world.app,
            "event": event,
            "type": "event_callback",
            "event_id": self.world.make_id("Ev"),
            "event_time": int(float(event["event_ts"])),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team,
                    "user_id": self.world.bot["id"],
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }

    def add_file(self, name: str, content: bytes, *, title: str = "", **fields: Any) -> JSON:
        """Add a file, and return it for the `files` of a message."""
        self.files[name] = content
        url = f"http://127.0.0.1:{self.port}/files/{name}"
        return {
            "id": self.world.make_id("F"),
            "name": name,
            "title": title or name,
            "mimetype": "text/plain",
            "filetype": "text",
            "mode": "hosted",
            "size": len(content),
            "url_private": url,
            "url_private_download": url,
            **fields,
        }

    async def wait_for_call(self, method: str, *, number: int = 1, **args: str) -> Call:
        """Wait for the first call of a method (or the second, ...) with these arguments."""
        await self.until(lambda: len(self.calls(method, **args)) >= number)
        return self.calls(method, **args)[number - 1]

    def calls(self, method: str, **args: str) -> list[Call]:
        """Return all calls of a method so far with these arguments."""
        return [
            call
            for call in self.api.calls
            if call.method == method and args.items() <= call.args.items()
        ]

    async def _answer(self, request: web.Request) -> web.Response:
        response = await self.api.answer(request)
        self._changes.notify()
        return response

    async def _respond(self, request: web.Request) -> web.Response:
        response = await self.interactions.take_reply(request)
        self._changes.notify()
        return response

    async def _take_upload(self, request: web.Request) -> web.Response:
        self.methods.uploads[request.match_info["file"]] = await request.read()
        return web.Response(text="OK")

    async def _get_file(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            raise web.HTTPFound("/sign-in")  # as Slack does
        name = request.match_info["name"]
        if name not in self.files:
            raise web.HTTPNotFound
        self.downloads.append(name)
        await self.files_may_come.wait()
        return web.Response(body=self.files[name])

    async def _hang_up(self) -> None:
        self.files_may_come.set()
        for held in self.api.held.values():
            held.released.set()
        await self.socket_mode.drop_connections()
