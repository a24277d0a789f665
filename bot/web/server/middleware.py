"""Middleware around every request: key, size, metrics, and the headers of an answer."""

import re
import time

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.server.access import AccessControl
from bot.web.server.body_size import check_size
from bot.web.server.client_protocols import BROWSER, choose_protocol
from bot.web.shared.model_info import MODEL_HEADER

_COUNTED_PATHS = frozenset(
    {
        "/healthz",
        "/readyz",
        "/metrics",
        "/v1/models",
        "/v1/moderations",
        "/v1alpha1/comments:analyze",
        "/v1alpha1/comments:suggestscore",
    }
)
"""Paths that are counted by name; anybody can ask for any other."""

_PAGE_HEADERS = {
    # The page's own program needs to make code of text; nothing may be fetched from elsewhere.
    "content-security-policy": "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
    "frame-ancestors 'self'; form-action 'self'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

_SLASHES = re.compile("//+")


class SlashMiddleware:
    """An application for clients whose configured address ends in a slash, so that they write two."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as if each run of slashes in the path were one, and the API's paths ended in none."""
        path = scope.get("path", "")
        if "//" in path or path.endswith("/"):
            path = _SLASHES.sub("/", path)
            is_api = choose_protocol(path) is not BROWSER
            scope["path"] = path.rstrip("/") if is_api else path
        await self._app(scope, receive, send)


class RequestMetrics:
    """Metrics of requests: how many, and how long they took."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "parley_web_requests", "Requests answered.", ["place", "status"], registry=registry
        )
        self._seconds = Histogram(
            "parley_web_seconds", "From request to answer.", ["place"], registry=registry
        )

    def count(self, path: str, status: int, *, seconds: float) -> None:
        """Count a request. All paths but the few that are known count as the page's."""
        place = path if path in _COUNTED_PATHS else "page"
        self._requests.labels(place, status).inc()
        self._seconds.labels(place).observe(seconds)


class AccessMiddleware:
    """An application behind access control, its requests counted and its answers signed."""

    def __init__(
        self, app: ASGIApp, *, access: AccessControl, metrics: RequestMetrics, version: str
    ) -> None:
        self._app = app
        self._access = access
        self._metrics = metrics
        self._version = version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it in the shape of its protocol."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":  # neither the API nor the page has one
            await send({"type": "websocket.close"})
            return
        path, began, status = scope["path"], time.perf_counter(), 500
        protocol = choose_protocol(path)

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(raw=message["headers"])
                headers[MODEL_HEADER] = self._version
                for name, value in _PAGE_HEADERS.items() if protocol is BROWSER else ():
                    headers.setdefault(name, value)
            await send(message)

        try:
            problem = await self._access.check(scope) or check_size(
                scope, may_stream=protocol is not BROWSER
            )
            if problem:
                await protocol.render(problem, scope)(scope, receive, answer)
            else:
                await self._app(scope, receive, answer)
        finally:
            self._metrics.count(path, status, seconds=time.perf_counter() - began)
