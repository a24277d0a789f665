"""The Web API: what a bot calls. Tokens, scopes and limits are checked as Slack checks them."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiohttp import web

from tests.fakes.slack.world import JSON, Token, World

Handle: TypeAlias = Callable[["Call"], JSON]


class SlackError(Exception):
    """What Slack answers in the place of what was asked for: "channel_not_found"."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer = {"ok": False, "error": error, **more}


@dataclass(frozen=True, slots=True)
class Method:
    """How a method answers, and the scopes of which a token needs one; "" where it needs none.

    "*" stands for the kind of the channel that is named: "*:history" -> "channels:history".
    """

    handle: Handle
    scopes: tuple[str, ...] = ()
    is_for_apps: bool = False
    """Asked without a token, by an app's own name and secret."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came."""

    method: str
    args: JSON
    token: str
    by: Token
    at: float

    def __getitem__(self, name: str) -> Any:
        """An argument; Slack says so where it is missing."""
        if self.args.get(name) in (None, ""):
            raise SlackError("invalid_arguments")
        return self.args[name]


class Held:
    """A call that is not answered yet: whether it `has_come`, and whether it `may_go` on."""

    def __init__(self) -> None:
        self.has_come = asyncio.Event()
        self.may_go = asyncio.Event()


class WebApi:
    """Answers calls, and keeps them in `calls`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.methods: dict[str, Method] = {}
        self.calls: list[Call] = []
        self.refusals: dict[str, str] = {}
        """An error by method, in the place of the right answer: `refuse` puts it there."""
        self.broken: dict[str, int] = {}
        """Answer a method with a page and this status, as where a server is broken."""
        self.waits: dict[str, list[int]] = defaultdict(list)
        """Answer the next calls of a method with 429 and so many seconds of Retry-After."""

        self.held: dict[str, Held] = {}
        """Keep who calls a method waiting: `hold` puts it there."""

    def refuse(self, method: str, error: str) -> None:
        """From now on, answer this method with an error."""
        self.refusals[method] = error

    def hold(self, method: str) -> "Held":
        """From now on, answer this method only once the test says so."""
        self.held[method] = Held()
        return self.held[method]

    async def answer(self, asked: web.Request) -> web.Response:
        """The whole way of a call: token, limit, scope, refusal, answer."""
        method = asked.match_info["method"]
        args = await _read(asked)
        bearer = asked.headers.get("Authorization", "").removeprefix("Bearer ")
        token = bearer or str(args.pop("token", ""))
        known = self.world.tokens.get(token)
        call = Call(method, args, token, known or Token("", frozenset()), time.monotonic())
        self.calls.append(call)
        if held := self.held.get(method):
            held.has_come.set()
            await held.may_go.wait()
        if self.waits[method]:
            headers = {"Retry-After": str(self.waits[method].pop(0))}
            limited = {"ok": False, "error": "ratelimited"}
            return web.json_response(limited, status=429, headers=headers)
        if method in self.broken:
            return web.Response(status=self.broken[method], text="<html>", content_type="text/html")
        try:
            scopes = {"X-OAuth-Scopes": ",".join(sorted(call.by.scopes))}
            return web.json_response({"ok": True, **self._answer(call, known)}, headers=scopes)
        except SlackError as error:
            return web.json_response(error.answer)

    def _answer(self, call: Call, known: Token | None) -> JSON:
        method = self.methods.get(call.method)
        if method and method.is_for_apps:
            return method.handle(call)
        if not call.token:
            raise SlackError("not_authed")
        if known is None or known.fault:
            raise SlackError(known.fault if known else "invalid_auth")
        if method is None:
            raise SlackError("unknown_method", req_method=call.method)
        self._check_scopes(method, call)
        if error := self.refusals.get(call.method):
            raise SlackError(error)
        return method.handle(call)

    def _check_scopes(self, method: Method, call: Call) -> None:
        channel = self.world.channels.get(str(call.args.get("channel", "")))
        kind = self.world.name_kind(channel["id"]) if channel else "channel"
        stem = f"{kind}s" if kind in {"channel", "group"} else kind
        needed = [scope.replace("*", stem) for scope in method.scopes]
        # What is "channels:manage" for a bot in a public channel is "groups:write" in a private one.
        needed = ["channels:manage" if s == "channels:write" else s for s in needed]
        if needed and call.by.scopes.isdisjoint(needed):
            provided = ",".join(sorted(call.by.scopes))
            raise SlackError("missing_scope", needed=",".join(needed), provided=provided)


async def _read(asked: web.Request) -> JSON:
    """The arguments, however they were sent: as JSON, as a form, or in the address."""
    args: JSON = dict(asked.query)
    if asked.content_type == "application/json":
        args |= await asked.json()
    elif asked.can_read_body:
        args |= dict(await asked.post())
    return {name: _unpack(value) for name, value in args.items()}


def _unpack(value: Any) -> Any:
    """Lists and objects come as JSON in forms."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
