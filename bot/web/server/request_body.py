"""Request bodies: JSON from programs, and from web pages of allowed origins only."""

import zlib
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

from bot.web.server.body_size import MAX_BODY_BYTES, too_large
from bot.web.server.tolerant_json import parse_json
from bot.web.shared.problem import Problem, Status, field_problem

_SIMPLE_TYPES = frozenset(
    {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}
)
"""Types that a page of any origin may send without asking first (a preflight of CORS)."""

_GZIP = 16 + zlib.MAX_WBITS


def find_unreadable(headers: Headers, *, origins: Collection[str]) -> Problem | None:
    """Refuse a body that a page of any origin could send, by the headers of its request.

    Programs often leave Content-Type out. A page can do that too: so it is refused unless the page's
    origin is one of `origins` or the server's own.
    """
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _SIMPLE_TYPES:
        return _not_json(f"The body's Content-Type is {kind}")
    origin = headers.get("origin")
    if kind or origin is None or origin in origins or _is_own(origin, headers.get("host")):
        return None
    return _not_json("A web page sent a body without Content-Type")


async def read_json(request: Request) -> object | Problem:
    """Read the body of a request as JSON; an empty one is an object without fields, as to Google."""
    body = await read_body(request)
    if isinstance(body, Problem):
        return body
    try:
        return parse_json(body) if body else {}
    except ValueError:
        return field_problem([("", "Invalid JSON payload received. It is not JSON.")])


async def read_body(request: Request) -> bytes | Problem:
    """Read and decompress a body of at most `MAX_BODY_BYTES`, whatever length it declares."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_BODY_BYTES:
                return too_large()
    except ClientDisconnect:
        return Problem(Status.INVALID_ARGUMENT, "The body ended before its Content-Length.")
    return decompress(bytes(body), request.headers)


def decompress(body: bytes, headers: Headers) -> bytes | Problem:
    """Decompress a body, by its Content-Encoding: gzip, which Google's client for Java sends, or none."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return body
    stream = zlib.decompressobj(_GZIP)
    try:
        text = stream.decompress(body, MAX_BODY_BYTES) if encoding in ("gzip", "x-gzip") else None
    except zlib.error:
        text = None
    if text is None or not (stream.eof or stream.unconsumed_tail):
        message = "The body is neither plain nor whole gzip, by its Content-Encoding."
        return Problem(Status.INVALID_ARGUMENT, message, code="INVALID_REQUEST")
    return too_large() if stream.unconsumed_tail else text


def _is_own(origin: str, host: str | None) -> bool:
    return host is not None and origin.partition("://")[2] == host


def _not_json(found: str) -> Problem:
    return Problem(
        Status.INVALID_ARGUMENT,
        f"{found}: send JSON, with the header Content-Type: application/json.",
        code="INVALID_REQUEST",
        is_explained=True,
    )
