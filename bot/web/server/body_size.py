"""Body size: the limit of what is read of a request."""

from starlette.datastructures import Headers
from starlette.types import Scope

from bot.web.shared.problem import Problem, comment_problem

MAX_BODY_BYTES = 2 << 20
"""The largest body that is read; an uploaded table may have this much too."""


def check_size(scope: Scope, *, may_stream: bool) -> Problem | None:
    """Refuse a body that declares too many bytes, or, unless it `may_stream`, none at all.

    Whoever reads a streamed body stops at the limit.
    """
    headers = Headers(scope=scope)
    if "transfer-encoding" in headers and not may_stream:
        return comment_problem("A body needs a Content-Length.", "INVALID_REQUEST")
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()) or int(length[:20]) > MAX_BODY_BYTES:
        return too_large()
    return None


def too_large() -> Problem:
    """Return the problem of a body above the limit."""
    message = f"Request payload size exceeds the limit: {MAX_BODY_BYTES} bytes."
    return comment_problem(message, "INVALID_REQUEST")
