"""Security around every request: whose host and whose form it is, how many there are, and headers."""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.server.rate_limit import RateLimiter

RATE = 20.0
"""Requests a second of one address, after a burst of five times as many."""

SIGN_IN_RATE = 0.2
"""Tries to sign in a second of one address, after ten."""

_SIGN_IN_BURST = 10

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_HEADERS = {
    "content-security-policy": _CSP,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

_SAFE = frozenset({"GET", "HEAD"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SecurityMiddleware:
    """An application behind the desk's rules; `address` is the one that browsers know it by."""

    def __init__(self, app: ASGIApp, *, address: str, clock: Callable[[], float]) -> None:
        self._app = app
        self._address = urlsplit(address)
        self._all = RateLimiter(RATE, burst=5 * RATE, clock=clock)
        self._sign_in = RateLimiter(SIGN_IN_RATE, burst=_SIGN_IN_BURST, clock=clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what another site or too many requests ask; sign every answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                if scope["path"].startswith("/static/"):
                    headers["cache-control"] = "no-cache"  # asked for again, by its etag
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self._address.scheme == "https":
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        refusal = self._check(scope)
        await (refusal or self._app)(scope, receive, answer)

    def _check(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if not self._is_own_host(headers.get("host", "")):
            return PlainTextResponse("This desk has another address.\n", 421)
        if scope["method"] not in _SAFE and not self._is_own_form(headers):
            return PlainTextResponse("This was sent by another site.\n", 403)
        client = (scope.get("client") or ("", 0))[0]
        seconds = self._all.take(client)
        if not seconds and scope["path"].startswith(("/sign-in/", "/link/")):
            seconds = self._sign_in.take(client)
        if seconds:
            wait = str(int(seconds) + 1)
            return PlainTextResponse(
                f"Too many requests: wait {wait} seconds.\n", 429, {"retry-after": wait}
            )
        return None

    def _is_own_host(self, host: str) -> bool:
        """Return True for the desk's own host; on loopback, for each of its names, at whatever port."""
        asked = urlsplit(f"//{host}").hostname
        own = self._address.hostname
        return asked == own or (own in _LOOPBACK and asked in _LOOPBACK)

    def _is_own_form(self, headers: Headers) -> bool:
        """Return True where the browser says that a page of the desk sent this, or says nothing."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc == headers.get("host")
