"""What stands before every request: the key, the size, the count, and the headers of a page."""

import time

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.server.api_keys import ApiKeys
from bot.web.server.client_protocols import BROWSER, choose_protocol
from bot.web.shared.problem import Problem, refuse_comment

OPEN = frozenset({"/healthz", "/readyz"})
"""What needs no key: it says nothing but that the program lives."""

_PLACES = OPEN | {
    "/metrics",
    "/v1/moderations",
    "/v1alpha1/comments:analyze",
    "/v1alpha1/comments:suggestscore",
}
"""What is counted by its address: anybody can ask for any other."""

MOST_BYTES = 2 << 20
"""The largest body that is read; an uploaded table may have this much too."""

_PAGE = {
    # The page's own program needs to make code of text; nothing may be fetched from elsewhere.
    "content-security-policy": "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
    "frame-ancestors 'self'; form-action 'self'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Traffic:
    """How many requests there were, and how long they took."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "parley_web_requests", "Requests answered.", ["place", "status"], registry=registry
        )
        self._seconds = Histogram(
            "parley_web_seconds", "From request to answer.", ["place"], registry=registry
        )

    def count(self, path: str, status: int, *, seconds: float) -> None:
        """One more. All addresses but the few that are known count as the page's."""
        place = path if path in _PLACES else "page"
        self._requests.labels(place, status).inc()
        self._seconds.labels(place).observe(seconds)


class AccessMiddleware:
    """An application behind `keys`, its requests counted."""

    def __init__(self, app: ASGIApp, *, keys: ApiKeys, traffic: Traffic) -> None:
        self._app = app
        self._keys = keys
        self._traffic = traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it in its own dialect."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":  # neither the API nor the page has one
            await send({"type": "websocket.close"})
            return
        began, path = time.perf_counter(), scope["path"]
        dialect, status = choose_protocol(path), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if dialect is BROWSER:
                    headers = MutableHeaders(raw=message["headers"])
                    for name, value in _PAGE.items():
                        headers.setdefault(name, value)
            await send(message)

        try:
            refusal = self._refuse_key(scope) or _refuse_size(scope)
            if refusal:
                await dialect.render(refusal)(scope, receive, answer)
            else:
                await self._app(scope, receive, answer)
        finally:
            self._traffic.count(path, status, seconds=time.perf_counter() - began)

    def _refuse_key(self, scope: Scope) -> Problem | None:
        path = scope["path"]
        dialect = choose_protocol(path)
        # A page is many small requests: what is counted is what asks for scores.
        is_limited = dialect is not BROWSER
        if path in OPEN or not (self._keys.are_needed or is_limited):
            return None
        return self._keys.refuse(dialect.read_key(scope), is_limited=is_limited)


def _refuse_size(scope: Scope) -> Problem | None:
    """A body that is too large, or that does not say how large it is and so could be anything."""
    headers = Headers(scope=scope)
    if "transfer-encoding" in headers:
        return refuse_comment("A body needs a Content-Length.", "INVALID_REQUEST")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        message = f"Request payload size exceeds the limit: {MOST_BYTES} bytes."
        return refuse_comment(message, "INVALID_REQUEST")
    return None
