"""The Web API: checks tokens, scopes and rate limits as Slack does, and calls the methods."""

import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiohttp import web

from tests.fakes.slack.rate_limits import RateLimits
from tests.fakes.slack.world import JSON, Token, World
from tests.fakes.waiting import HeldCall

Handler: TypeAlias = Callable[["Call"], JSON]


class SlackError(Exception):
    """An error response: "channel_not_found"."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer = {"ok": False, "error": error, **more}


@dataclass(frozen=True, slots=True)
class Method:
    """A method: its handler, and the scopes of which a token needs one, if any.

    "*" stands for the kind of the channel in the call: "*:history" -> "channels:history".
    """

    handle: Handler
    scopes: tuple[str, ...] = ()
    is_for_apps: bool = False
    """Called without a token, by the app's client id and secret."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `received_at` is a time of `time.monotonic`."""

    method: str
    args: JSON
    token: str
    caller: Token
    received_at: float

    def __getitem__(self, name: str) -> Any:
        """Return an argument, or raise Slack's error where it is missing."""
        if self.args.get(name) in (None, ""):
            raise SlackError("invalid_arguments")
        return self.args[name]


class WebApi:
    """Dispatcher of calls to methods, which are recorded in `calls`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.methods: dict[str, Method] = {}
        self.calls: list[Call] = []
        self.refusals: dict[str, str] = {}
        """Error codes by method, in place of the result; see `refuse`."""
        self.broken_statuses: dict[str, int] = {}
        """HTTP statuses by method, sent with an HTML page, as by a broken server."""
        self.rate_limits: dict[str, list[int]] = defaultdict(list)
        """Seconds of Retry-After by method, for 429 responses to its next calls."""
        self.limits = RateLimits()
        self.held: dict[str, HeldCall] = {}
        """Calls kept waiting, by method; see `hold`."""

    def refuse(self, method: str, error: str) -> None:
        """Respond to a method with an error code from now on."""
        self.refusals[method] = error

    def hold(self, method: str) -> HeldCall:
        """Keep calls of a method waiting from now on, until the test releases them."""
        self.held[method] = HeldCall()
        return self.held[method]

    async def answer(self, request: web.Request) -> web.Response:
        """Handle a call: token, rate limit, scopes, refusal, result."""
        method = request.match_info["method"]
        args = await _read_args(request)
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = bearer or str(args.pop("token", ""))
        known = self.world.tokens.get(token)
        call = Call(method, args, token, known or Token("", frozenset()), time.monotonic())
        self.calls.append(call)
        if held := self.held.get(method):
            held.arrived.set()
            await held.released.wait()
        wait = self.limits.take(method, str(args.get("channel", "")))
        if self.rate_limits[method] or wait:
            seconds = self.rate_limits[method].pop(0) if self.rate_limits[method] else wait
            headers = {"Retry-After": str(seconds)}
            limited = {"ok": False, "error": "ratelimited"}
            return web.json_response(limited, status=429, headers=headers)
        if method in self.broken_statuses:
            return web.Response(
                status=self.broken_statuses[method], text="<html>", content_type="text/html"
            )
        try:
            scopes = {"X-OAuth-Scopes": ",".join(sorted(call.caller.scopes))}
            return web.json_response({"ok": True, **self._answer(call, known)}, headers=scopes)
        except SlackError as error:
            return web.json_response(error.answer)

    def _answer(self, call: Call, known: Token | None) -> JSON:
        method = self.methods.get(call.method)
        if method and method.is_for_apps:
            return method.handle(call)
        if not call.token:
            raise SlackError("not_authed")
        if known is None or known.error:
            raise SlackError(known.error if known else "invalid_auth")
        if method is None:
            raise SlackError("unknown_method", req_method=call.method)
        self._check_scopes(method, call)
        if error := self.refusals.get(call.method):
            raise SlackError(error)
        return method.handle(call)

    def _check_scopes(self, method: Method, call: Call) -> None:
        channel = self.world.channels.get(str(call.args.get("channel", "")))
        kind = self.world.channel_kind(channel["id"]) if channel else "channel"
        stem = f"{kind}s" if kind in {"channel", "group"} else kind
        needed = [scope.replace("*", stem) for scope in method.scopes]
        # What is "channels:manage" for a bot in a public channel is "groups:write" in a private one.
        needed = ["channels:manage" if s == "channels:write" else s for s in needed]
        if needed and call.caller.scopes.isdisjoint(needed):
            provided = ",".join(sorted(call.caller.scopes))
            raise SlackError("missing_scope", needed=",".join(needed), provided=provided)


async def _read_args(request: web.Request) -> JSON:
    """Read the arguments from JSON, a form or the query."""
    args: JSON = dict(request.query)
    if request.content_type == "application/json":
        args |= await request.json()
    elif request.can_read_body:
        args |= dict(await request.post())
    return {name: _unpack(value) for name, value in args.items()}


def _unpack(value: Any) -> Any:
    """Parse a list or an object, which a form holds as JSON."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
