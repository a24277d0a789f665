"""Requests to the REST API and its answers, with Discord's own error codes."""

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote

from aiohttp import web

Answer: TypeAlias = tuple[int, Any]
"""Status, and the body: bytes, JSON, or None for an empty one."""

Handler: TypeAlias = Callable[["Request"], Awaitable[Answer]]

Route: TypeAlias = tuple[str, str, Handler]
"""Method, path with its parameters in braces, and handler."""

UNAUTHORIZED = 401, {"code": 0, "message": "401: Unauthorized"}
UNKNOWN_CHANNEL = 404, {"code": 10003, "message": "Unknown Channel"}
UNKNOWN_MEMBER = 404, {"code": 10007, "message": "Unknown Member"}
UNKNOWN_MESSAGE = 404, {"code": 10008, "message": "Unknown Message"}
UNKNOWN_BAN = 404, {"code": 10026, "message": "Unknown Ban"}
UNKNOWN_EVENT = 404, {"code": 10070, "message": "Unknown Guild Scheduled Event"}
CANNOT_SEND_TO_USER = 403, {"code": 50007, "message": "Cannot send messages to this user"}
MISSING_ACCESS = 403, {"code": 50001, "message": "Missing Access"}
MISSING_PERMISSIONS = 403, {"code": 50013, "message": "Missing Permissions"}
UNKNOWN_INTERACTION = 404, {"code": 10062, "message": "Unknown interaction"}
ACKNOWLEDGED_BEFORE = (
    400,
    {"code": 40060, "message": "Interaction has already been acknowledged."},
)
UNKNOWN_WEBHOOK = 404, {"code": 10015, "message": "Unknown Webhook"}
INVALID_WEBHOOK_TOKEN = 401, {"code": 50027, "message": "Invalid Webhook Token"}
ARCHIVED_THREAD = 400, {"code": 50083, "message": "Thread is archived"}
INVALID_FORM = 400, {"code": 50035, "message": "Invalid Form Body"}
WRONG_NUMBER_OF_MESSAGES = 400, {"code": 50016, "message": "Too few or too many messages"}
TOO_OLD_FOR_BULK = 400, {"code": 50034, "message": "A message is too old to bulk delete"}
UNAVAILABLE = 503, {"code": 0, "message": "upstream connect error"}
NO_CONTENT = 204, None


@dataclass(frozen=True, slots=True)
class Request:
    """A request: `ids` are the path's parameters, `body` its JSON, `files` names and bytes beside it.

    `received_at`: seconds of a monotonic clock.
    """

    method: str
    path: str
    route: str
    ids: dict[str, str]
    query: dict[str, str]
    body: Any
    files: dict[str, bytes]
    reason: str
    received_at: float


async def read_request(source: web.Request, route: str) -> Request:
    """Read a request, with its JSON and files if it has several parts."""
    body, files = None, dict[str, bytes]()
    if source.content_type.startswith("multipart/"):
        for name, part in (await source.post()).items():
            if name == "payload_json":
                body = json.loads(str(part))
            elif isinstance(part, web.FileField):
                files[part.filename] = part.file.read()
    elif source.can_read_body:
        body = await source.json()
    return Request(
        method=source.method,
        path=source.path.removeprefix("/api"),
        route=route,
        ids=dict(source.match_info),
        query=dict(source.query),
        body=body,
        files=files,
        reason=unquote(source.headers.get("X-Audit-Log-Reason", "")),
        received_at=time.monotonic(),
    )


def make_response(answer: Answer, headers: dict[str, str] | None = None) -> web.Response:
    """Make the HTTP response of an answer."""
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
