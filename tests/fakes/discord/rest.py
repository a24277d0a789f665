"""REST: what a bot asks for and does. Answers with Discord's own codes where it may not."""

import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import unquote

from aiohttp import web

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.world import JSON, TOKEN, World, make_member

Answer: TypeAlias = tuple[int, Any]
Handle: TypeAlias = Callable[["Request"], Awaitable[Answer]]

UNAUTHORIZED = 401, {"code": 0, "message": "401: Unauthorized"}
UNKNOWN_CHANNEL = 404, {"code": 10003, "message": "Unknown Channel"}
UNKNOWN_MEMBER = 404, {"code": 10007, "message": "Unknown Member"}
UNKNOWN_MESSAGE = 404, {"code": 10008, "message": "Unknown Message"}
CANNOT_SEND_TO_USER = 403, {"code": 50007, "message": "Cannot send messages to this user"}
MISSING_ACCESS = 403, {"code": 50001, "message": "Missing Access"}
MISSING_PERMISSIONS = 403, {"code": 50013, "message": "Missing Permissions"}
INVALID_FORM = 400, {"code": 50035, "message": "Invalid Form Body"}
NOTHING = 204, None


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came: `body` is its JSON, `files` the names and bytes beside it."""

    method: str
    path: str
    route: str
    ids: dict[str, str]
    query: dict[str, str]
    body: Any
    files: dict[str, bytes]
    reason: str
    at: float


class Rest:
    """Answers requests, and keeps them in `requests`."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self.requests: list[Request] = []
        self.refusals: dict[tuple[str, str], Answer] = {}
        """Instead of the right answer, by method and route: `refuse` puts them there."""
        self.waits: dict[tuple[str, str], list[float]] = defaultdict(list)
        """Answer the next requests with 429 and so many seconds."""
        self.waits_are_global = False
        self.most = 50
        """Requests a second and bucket; a bucket is a method, a route and a channel or guild."""
        self._spent: dict[tuple[str, str, str], list[float]] = defaultdict(list)

    def routes(self) -> list[tuple[str, str, Handle]]:
        """Method, path and answer of everything that can be asked."""
        message = "/channels/{channel}/messages/{message}"
        member = "/guilds/{guild}/members/{user}"
        return [
            ("GET", "/users/@me", self._get_self),
            ("GET", "/oauth2/applications/@me", self._get_application),
            ("GET", "/gateway/bot", self._get_gateway),
            ("GET", "/users/@me/guilds", self._get_guilds),
            ("GET", "/guilds/{guild}", self._get_guild),
            ("GET", "/guilds/{guild}/channels", self._get_channels),
            ("GET", member, self._get_member),
            ("PATCH", member, self._change_member),
            ("DELETE", member, self._remove_member),
            ("PUT", "/guilds/{guild}/bans/{user}", self._remove_member),
            ("DELETE", "/guilds/{guild}/bans/{user}", self._remove_member),
            ("PATCH", "/channels/{channel}", self._change_channel),
            ("GET", "/channels/{channel}/messages", self._get_messages),
            ("POST", "/channels/{channel}/messages", self._send_message),
            ("POST", "/channels/{channel}/messages/bulk-delete", self._delete_messages),
            ("GET", message, self._get_message),
            ("PATCH", message, self._change_message),
            ("DELETE", message, self._delete_message),
            ("POST", "/users/@me/channels", self._open_direct_channel),
            ("PUT", "/applications/{application}/commands", self._put_commands),
        ]

    def refuse(self, method: str, route: str, answer: Answer) -> None:
        """From now on, answer this method and route with `answer`."""
        self.refusals[method, route] = answer

    async def answer(self, asked: web.Request, route: str, handle: Handle) -> web.Response:
        """The whole way of a request: token, bucket, refusal, answer."""
        request = await _read(asked, route)
        self.requests.append(request)
        needs_token = not route.startswith(("/interactions", "/webhooks", "/files"))
        if needs_token and asked.headers.get("Authorization") != f"Bot {TOKEN}":
            return _respond(UNAUTHORIZED)
        headers, wait = self._spend(request)
        if wait:
            is_global = self.waits_are_global
            limited = {"message": "slow down", "retry_after": wait, "global": is_global}
            return _respond((429, limited), {**headers, "Via": "1.1 fake"})
        answer = self.refusals.get((request.method, route))
        return _respond(answer or await handle(request), headers)

    def _spend(self, request: Request) -> tuple[dict[str, str], float]:
        """The headers of the request's bucket, and how long to wait if it is empty."""
        major = request.ids.get("channel") or request.ids.get("guild") or ""
        spent = self._spent[request.method, request.route, major]
        spent[:] = [moment for moment in spent if request.at - moment < 1]
        told = self.waits[request.method, request.route]
        wait = told.pop(0) if told else 0.0
        if not wait and len(spent) >= self.most:
            wait = 1 - (request.at - spent[0])
        if not wait:
            spent.append(request.at)
        left = self.most - len(spent)
        reset = 1 - (request.at - spent[0]) if spent else 1.0
        headers = {
            "X-RateLimit-Limit": str(self.most),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset-After": f"{reset:.3f}",
            "X-RateLimit-Bucket": f"{request.method}{request.route}".replace("/", "-"),
        }
        return headers, wait

    async def _get_self(self, _request: Request) -> Answer:
        return 200, self.world.bot

    async def _get_application(self, _request: Request) -> Answer:
        may_read = self.world.allowed_intents & 1 << 15
        return 200, {
            "id": self.world.bot["id"],
            "name": "Parley",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "",
            "owner": self.world.owner,
            "team": None,
            "flags": 1 << 19 if may_read else 0,
            "summary": "",
        }

    async def _get_gateway(self, _request: Request) -> Answer:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return 200, {"url": self.gateway.url, "shards": 1, "session_start_limit": limit}

    async def _get_guilds(self, _request: Request) -> Answer:
        permissions = str(self.world.bot_permissions.value)
        shown = ("id", "name", "icon", "features")
        return 200, [
            {**{key: guild[key] for key in shown}, "owner": False, "permissions": permissions}
            for guild in self.world.guilds.values()
        ]

    async def _get_guild(self, request: Request) -> Answer:
        return 200, self.world.guilds[request.ids["guild"]]

    async def _get_channels(self, request: Request) -> Answer:
        return 200, self.world.guilds[request.ids["guild"]]["channels"]

    async def _get_member(self, request: Request) -> Answer:
        user = request.ids["user"]
        if user == self.world.bot["id"]:
            return 200, make_member(self.world.bot, roles=[self.world.bot_role["id"]])
        return 200, make_member({**self.world.kim, "id": user})

    async def _change_member(self, request: Request) -> Answer:
        self._record("change member", request.ids["user"], request)
        return 200, make_member({**self.world.kim, "id": request.ids["user"]}, **request.body)

    async def _remove_member(self, request: Request) -> Answer:
        what = {"PUT": "ban", "DELETE": "unban" if "bans" in request.route else "kick"}
        self._record(what[request.method], request.ids["user"], request)
        return NOTHING

    async def _change_channel(self, request: Request) -> Answer:
        channel = self.world.channels[request.ids["channel"]]
        channel.update(request.body)
        self._record("change channel", channel["id"], request)
        return 200, channel

    async def _get_messages(self, request: Request) -> Answer:
        messages = self.world.messages[request.ids["channel"]].values()
        after = int(request.query.get("after", 0))
        before = int(request.query.get("before", 1 << 63))
        fitting = [m for m in messages if after < int(m["id"]) < before]
        fitting.sort(key=lambda message: int(message["id"]))
        most = int(request.query.get("limit", 50))
        # What is after a message is the nearest to it; all else is the newest. Newest first, always.
        chosen = fitting[:most] if after else fitting[-most:]
        return 200, [_stripped(message) for message in reversed(chosen)]

    async def _get_message(self, request: Request) -> Answer:
        found = self.world.messages[request.ids["channel"]].get(request.ids["message"])
        return (200, _stripped(found)) if found else UNKNOWN_MESSAGE

    async def _send_message(self, request: Request) -> Answer:
        channel = request.ids["channel"]
        if channel not in self.world.channels:
            return UNKNOWN_CHANNEL
        said = {**request.body, "author": self.world.bot}
        message = self.world.add_message(said.pop("content", None) or "", channel=channel, **said)
        await self.gateway.tell("MESSAGE_CREATE", message)
        return 200, message

    async def _change_message(self, request: Request) -> Answer:
        found = self.world.messages[request.ids["channel"]].get(request.ids["message"])
        if found is None:
            return UNKNOWN_MESSAGE
        changes = {key: value for key, value in request.body.items() if value is not None}
        found.update(changes)
        found["edited_timestamp"] = datetime.now(UTC).isoformat()
        await self.gateway.tell("MESSAGE_UPDATE", found)
        return 200, found

    async def _delete_message(self, request: Request) -> Answer:
        channel, message = request.ids["channel"], request.ids["message"]
        if self.world.messages[channel].pop(message, None) is None:
            return UNKNOWN_MESSAGE
        self._record("delete", message, request)
        gone = {"id": message, "channel_id": channel, "guild_id": self.world.guild}
        await self.gateway.tell("MESSAGE_DELETE", gone)
        return NOTHING

    async def _delete_messages(self, request: Request) -> Answer:
        for message in request.body["messages"]:
            if self.world.messages[request.ids["channel"]].pop(message, None):
                self._record("delete", message, request)
        return NOTHING

    async def _open_direct_channel(self, request: Request) -> Answer:
        return 200, self.world.open_direct_channel(str(request.body["recipient_id"]))

    async def _put_commands(self, request: Request) -> Answer:
        application = request.ids["application"]
        return 200, [
            {
                "id": self.world.make_id(),
                "application_id": application,
                "version": "1",
                "description": "",
                **command,
            }
            for command in request.body
        ]

    def _record(self, what: str, whom: str, request: Request) -> None:
        self.world.audit.append((what, whom, request.reason))


def _stripped(message: JSON) -> JSON:
    """A message as REST shows it: who its author is in the guild only the gateway tells."""
    return {key: value for key, value in message.items() if key not in {"member", "guild_id"}}


async def _read(asked: web.Request, route: str) -> Request:
    body, files = None, dict[str, bytes]()
    if asked.content_type.startswith("multipart/"):
        for name, part in (await asked.post()).items():
            if name == "payload_json":
                body = json.loads(str(part))
            elif isinstance(part, web.FileField):
                files[part.filename] = part.file.read()
    elif asked.can_read_body:
        body = await asked.json()
    return Request(
        method=asked.method,
        path=asked.path.removeprefix("/api"),
        route=route,
        ids=dict(asked.match_info),
        query=dict(asked.query),
        body=body,
        files=files,
        reason=unquote(asked.headers.get("X-Audit-Log-Reason", "")),
        at=time.monotonic(),
    )


def _respond(answer: Answer, headers: dict[str, str] | None = None) -> web.Response:
    status, body = answer
    if isinstance(body, bytes):
        return web.Response(status=status, body=body, headers=headers)
    if body is None:
        return web.Response(status=status, headers=headers)
    # discord.py compares the header with this, and would not see JSON in "...; charset=utf-8".
    text = json.dumps(body).encode()
    return web.Response(
        status=status, body=text, headers={**(headers or {}), "Content-Type": "application/json"}
    )
