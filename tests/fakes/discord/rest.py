"""The REST API: token, rate limits, refusals that a test imposes, and the endpoints."""

from aiohttp import web

from tests.fakes.discord.embed_limits import list_violations
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.guild_endpoints import GuildEndpoints
from tests.fakes.discord.message_endpoints import MessageEndpoints
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.rate_limits import RateLimits
from tests.fakes.discord.requests import (
    INVALID_FORM,
    UNAUTHORIZED,
    Answer,
    Handler,
    Request,
    Route,
    make_response,
    read_request,
)
from tests.fakes.discord.surface_endpoints import SurfaceEndpoints
from tests.fakes.discord.world import TOKEN, World
from tests.fakes.waiting import HeldCall

_WITHOUT_TOKEN = ("/interactions", "/webhooks", "/files")
"""Beginnings of routes that need no token."""


class Rest:
    """Answers requests, and records them in `requests`."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.requests: list[Request] = []
        self.limits = RateLimits()
        self.refusals: dict[tuple[str, str], Answer] = {}
        """Answers by method and route that stand in for the endpoint's own."""
        self.held: dict[tuple[str, str], HeldCall] = {}
        """Requests kept waiting, by method and route; see `hold`."""
        self._endpoints = (
            GuildEndpoints(world, gateway),
            MessageEndpoints(world, gateway),
            SurfaceEndpoints(world, gateway),
        )

    def routes(self) -> list[Route]:
        """Return the routes of all endpoints."""
        return [route for endpoints in self._endpoints for route in endpoints.routes()]

    def refuse(self, method: str, route: str, answer: Answer) -> None:
        """From now on, answer this method and route with `answer`."""
        self.refusals[method, route] = answer

    def hold(self, method: str, route: str) -> HeldCall:
        """Keep requests of this method and route waiting from now on, until the test releases them."""
        self.held[method, route] = HeldCall()
        return self.held[method, route]

    async def answer(self, source: web.Request, route: str, handler: Handler) -> web.Response:
        """Answer a request: check token, rate limit and refusals, then ask its handler."""
        request = await read_request(source, route)
        self.requests.append(request)
        if held := self.held.get((request.method, route)):
            held.arrived.set()
            await held.released.wait()
        needs_token = not route.startswith(_WITHOUT_TOKEN)
        if needs_token and source.headers.get("Authorization") != f"Bot {TOKEN}":
            return make_response(UNAUTHORIZED)
        global_wait = self.limits.take_global(request) if needs_token else 0.0
        headers, wait = self.limits.take(request) if not global_wait else ({}, global_wait)
        if wait:
            is_global = bool(global_wait) or self.limits.waits_are_global
            body = {"message": "slow down", "retry_after": wait, "global": is_global}
            return make_response((429, body), {**headers, "Via": "1.1 fake"})
        refusal = self.refusals.get((request.method, route))
        if list_violations(_message_of(request)):
            refusal = INVALID_FORM
        return make_response(refusal or await handler(request), headers)


def _message_of(request: Request) -> JSON:
    """Return the message in a request's body; a callback of an interaction has it in its `data`."""
    body = request.body if isinstance(request.body, dict) else {}
    data = body.get("data")
    return data if isinstance(data, dict) else body
