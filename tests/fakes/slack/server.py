"""The fake as a test has it: `async with FakeSlack() as club: await club.say("hello")`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from aiohttp import web
from slack_sdk.web.async_base_client import AsyncBaseClient

from tests.fakes.server import LARGEST_BODY, FakeServer
from tests.fakes.slack.calls import Calls
from tests.fakes.slack.grants import Grants
from tests.fakes.slack.interactions import Interactions
from tests.fakes.slack.messages import Messages
from tests.fakes.slack.methods import Methods
from tests.fakes.slack.views import Views
from tests.fakes.slack.web import Call, WebApi
from tests.fakes.slack.wire import Envelope, Wire
from tests.fakes.slack.world import BOT_TOKEN, JSON, World


class FakeSlack(FakeServer):
    """A Slack on a port of this machine, while it is entered."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        super().__init__(self.world)
        self.wire = Wire(self.world)
        self.carrier: Wire | Calls = self.wire
        self.web = WebApi(self.world)
        self.files: dict[str, bytes] = {}
        """What files' addresses lead to, by name."""
        self.fetched: list[str] = []
        """Names of the files that were asked for."""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/api/{method}", self._answer)
        app.router.add_get("/socket", self.wire.serve)
        app.router.add_post("/response/{number}", self._respond)
        app.router.add_post("/upload/{file}", self._take_upload)
        app.router.add_get("/files/{name}", self._get_file)
        await self._open(app)
        address = f"127.0.0.1:{self.port}"
        self.methods = Methods(self.world, address, make_ticket=self.wire.make_ticket)
        views = Views(self.world)
        self.grants = Grants(self.world)
        for answers in (Messages(self.world), self.methods, views, self.grants):
            self.web.methods |= answers.table()
        self.interactions = Interactions(self.world, self.wire, views, address)
        return self

    async def say(self, text: str, **fields: Any) -> JSON:
        """Somebody writes: kim in "general" unless said otherwise."""
        message = self.world.add_message(text, **fields)
        await self.tell(message)
        return message

    async def tell(self, message: JSON, **delivery: Any) -> Envelope:
        """Bring the event of a message, which may be the first time or not: retry=1, on=0."""
        return await self.bring_event(self.make_event(message), **delivery)

    async def edit(self, message: JSON, text: str, **fields: Any) -> Envelope:
        """The author writes something else instead."""
        before = dict(message)
        edited = {"user": message["user"], "ts": f"{self.world.make_ts().partition('.')[0]}.000000"}
        message |= {"text": text, "edited": edited, **fields}
        return await self.change(message, before)

    async def change(self, message: JSON, before: JSON) -> Envelope:
        """Tell that a message is not what it was: an edit, or only a preview."""
        channel = self.world.find_channel(message)
        return await self.bring_event(
            {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "channel": channel,
                "channel_type": self.world.name_kind(channel),
                "ts": self.world.make_ts(),
                "message": dict(message),
                "previous_message": before,
            }
        )

    def make_event(self, message: JSON) -> JSON:
        """A message as its event shows it."""
        channel = self.world.find_channel(message)
        kind = self.world.name_kind(channel)
        return {**message, "channel": channel, "channel_type": kind, "event_ts": message["ts"]}

    async def bring_event(self, event: JSON, *, team: str = "", **delivery: Any) -> Envelope:
        """Bring an event of any kind, of this workspace or of another that has the app."""
        return await self.carrier.bring("events_api", self._wrap(event, team), **delivery)

    async def open_home(self, person: JSON, *, tab: str = "home") -> Envelope:
        """Somebody opens what the app has of its own: its page, or their direct messages with it."""
        direct = self.world.open_direct(person["id"])
        opened = {"type": "app_home_opened", "user": person["id"], "channel": direct, "tab": tab}
        return await self.bring_event(opened)

    def call_at(self, port: int) -> Calls:
        """From now on, call an app that listens there, as it has no websocket."""
        self.carrier = self.interactions.wire = calls = Calls(port)
        return calls

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

    def attach(self, name: str, content: bytes, *, title: str = "", **fields: Any) -> JSON:
        """A file for the `files` of a message; one whose type is text can be read."""
        self.files[name] = content
        address = f"http://127.0.0.1:{self.port}/files/{name}"
        return {
            "id": self.world.make_id("F"),
            "name": name,
            "title": title or name,
            "mimetype": "text/plain",
            "filetype": "text",
            "mode": "hosted",
            "size": len(content),
            "url_private": address,
            "url_private_download": address,
            **fields,
        }

    async def call(self, method: str, *, number: int = 1, **args: str) -> Call:
        """The first call of a method (or the second, ...) with these arguments, once it was made."""
        await self.until(lambda: len(self.calls(method, **args)) >= number)
        return self.calls(method, **args)[number - 1]

    def calls(self, method: str, **args: str) -> list[Call]:
        """All of a method up to now, with these arguments."""
        return [
            call
            for call in self.web.calls
            if call.method == method and args.items() <= call.args.items()
        ]

    async def _answer(self, asked: web.Request) -> web.Response:
        response = await self.web.answer(asked)
        self._asked.tell()
        return response

    async def _respond(self, asked: web.Request) -> web.Response:
        response = await self.interactions.answer(asked)
        self._asked.tell()
        return response

    async def _take_upload(self, asked: web.Request) -> web.Response:
        self.methods.uploads[asked.match_info["file"]] = await asked.read()
        return web.Response(text="OK")

    async def _get_file(self, asked: web.Request) -> web.Response:
        if asked.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            raise web.HTTPFound("/sign-in")  # as Slack does
        name = asked.match_info["name"]
        if name not in self.files:
            raise web.HTTPNotFound
        self.fetched.append(name)
        return web.Response(body=self.files[name])

    async def _hang_up(self) -> None:
        for held in self.web.held.values():
            held.may_go.set()
        await self.wire.drop()


@contextmanager
def redirect(port: int) -> Iterator[None]:
    """Lead slack_sdk, in this process, to the fake at a port."""
    address = AsyncBaseClient.BASE_URL
    AsyncBaseClient.BASE_URL = f"http://127.0.0.1:{port}/api/"
    try:
        yield
    finally:
        AsyncBaseClient.BASE_URL = address
