"""Parts of a batch: HTTP requests and responses inside multipart/mixed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers
from starlette.types import Message as Event
from starlette.types import Receive, Scope

_INHERITED = (b"authorization", b"x-goog-api-key", b"host", b"origin")
"""Headers of the batch that hold for a request without its own."""

_OWN_LENGTH = (b"content-length", b"transfer-encoding")

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")

_REQUEST_LINE = re.compile(rb"([A-Z]{1,8}) (\S+)( HTTP/\S+)?")


@dataclass(slots=True)
class PartAnswer:
    """A response of the application, collected."""

    status: int = 500
    headers: Sequence[tuple[bytes, bytes]] = ()
    body: bytearray = field(default_factory=bytearray)

    async def send(self, event: Event) -> None:
        """Take a piece of the response."""
        if event["type"] == "http.response.start":
            self.status, self.headers = event["status"], event["headers"]
        else:
            self.body += event.get("body", b"")

    def to_part(self, content_id: str) -> bytes:
        """Return a part of application/http; its id is that of the request after `response-`."""
        named = re.sub(r"[^\x20-\x7e]", "", content_id.strip().removeprefix("<").removesuffix(">"))
        head = f"Content-Type: application/http\r\nContent-ID: <response-{named}>\r\n\r\n"
        status = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n"
        headers = b"".join(b"%s: %s\r\n" % pair for pair in self.headers)
        return head.encode() + status.encode() + headers + b"\r\n" + self.body


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a batch: its id, and an HTTP request."""

    content_id: str
    payload: bytes


def split_parts(kind: str, body: bytes) -> list[Part]:
    """Split a body of a multipart type into its parts; an empty list where it has none.

    By hand, as the standard library's parser goes into parts of parts, however deep they are.
    """
    header = Message()
    header["Content-Type"] = kind
    boundary = header.get_boundary("").encode()
    if not boundary:
        return []
    inner, _, _ = body.partition(b"--" + boundary + b"--")
    lines = re.compile(rb"(?:\A|\n)--" + re.escape(boundary) + rb"[ \t]*\r?\n")
    return [_read_part(piece) for piece in lines.split(inner)[1:]]


def _read_part(piece: bytes) -> Part:
    head, *rest = _BLANK_LINE.split(piece, maxsplit=1)
    named = dict(_read_headers(head.splitlines()))
    return Part(named.get(b"content-id", b"").decode("latin-1"), rest[0] if rest else b"")


def _read_headers(lines: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    pairs = (line.partition(b":") for line in lines)
    return [(name.strip().lower(), value.strip()) for name, colon, value in pairs if colon]


def read_request(payload: bytes, outer: Scope) -> Scope | None:
    """Return the scope of a request in a part, with its body as `parley.body`; None if it is none."""
    head, *rest = _BLANK_LINE.split(payload.lstrip(), maxsplit=1)
    first, *lines = head.splitlines() or [b""]
    found = _REQUEST_LINE.fullmatch(first.strip())
    if not found:
        return None
    body = rest[0] if rest else b""
    headers = [pair for pair in _read_headers(lines) if pair[0] not in _OWN_LENGTH]
    named = {name for name, _ in headers}
    headers += [
        (name, value)
        for name, value in Headers(scope=outer).raw
        if name in _INHERITED and name not in named
    ]
    url = urlsplit(found[2].decode("latin-1"))
    scope = dict(outer)
    scope.update(
        method=found[1].decode(),
        path=unquote(url.path),
        raw_path=url.path.encode("latin-1"),
        query_string=url.query.encode("latin-1"),
        headers=[*headers, (b"content-length", str(len(body)).encode())],
    )
    scope["parley.body"] = body
    return scope


def make_receiver(body: bytes) -> Receive:
    """Return the events of a request with this body."""
    events = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Event:
        return next(events, {"type": "http.disconnect"})

    return receive
