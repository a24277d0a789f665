"""How each kind of client says its key, and how it expects to be refused."""

from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

import orjson
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from bot.web.openai.moderations import ModerationErrorResponse, ModerationFault
from bot.web.perspective.schema import ErrorResponse, Fault
from bot.web.shared.problem import Problem, Status


@dataclass(frozen=True, slots=True)
class ClientProtocol:
    """Where a client puts its key, and what a refusal looks like to it."""

    read_key: Callable[[Scope], str | None]
    render: Callable[[Problem], Response]


def choose_protocol(path: str) -> ClientProtocol:
    """By the address that was asked for."""
    if path.startswith(("/v1alpha1/", "/$discovery/")):
        return GOOGLE
    return OPENAI if path.startswith("/v1/") else BROWSER


def answer(status: int, content: object, *, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(content), status, headers=headers, media_type="application/json")


def _headers(refusal: Problem) -> dict[str, str]:
    headers = {"Retry-After": str(refusal.retry_after or ""), "Allow": refusal.allow or ""}
    return {name: value for name, value in headers.items() if value}


def _read_google_key(scope: Scope) -> str | None:
    """`?key=`, as nearly all do, or the header `X-Goog-Api-Key`."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return query.get("key", [None])[0] or Headers(scope=scope).get("x-goog-api-key")


def _read_bearer(scope: Scope) -> str | None:
    kind, _, key = Headers(scope=scope).get("authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" else None


def _read_password(scope: Scope) -> str | None:
    """The password of HTTP's Basic scheme; which name comes with it is all the same."""
    kind, _, written = Headers(scope=scope).get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return _read_bearer(scope)  # as Prometheus may say it
    try:
        return b64decode(written, validate=True).decode().partition(":")[2]
    except (NoBase64, UnicodeDecodeError):
        return None


def _render_google(refusal: Problem) -> Response:
    fault = Fault(
        code=refusal.status.value,
        message=refusal.message,
        status=refusal.status.name,
        details=[dict(detail) for detail in refusal.details] or None,
    )
    content = ErrorResponse(error=fault).model_dump(by_alias=True, exclude_none=True)
    return answer(refusal.status.value, content, headers=_headers(refusal))


def _render_openai(refusal: Problem) -> Response:
    is_key = refusal.code in ("API_KEY_MISSING", "API_KEY_INVALID")
    status = Status.UNAUTHENTICATED if is_key else refusal.status
    is_ours = status.value >= Status.INTERNAL.value
    fault = ModerationFault(
        message=refusal.message,
        type="server_error" if is_ours else "invalid_request_error",
        code=refusal.code.lower() if refusal.code else None,
    )
    content = ModerationErrorResponse(error=fault).model_dump()
    return answer(status.value, content, headers=_headers(refusal))


def _render_browser(refusal: Problem) -> Response:
    if refusal.code in ("API_KEY_MISSING", "API_KEY_INVALID"):
        return PlainTextResponse(
            "The password is one of the keys in PARLEY_WEB_KEYS.\n",
            Status.UNAUTHENTICATED.value,
            {"WWW-Authenticate": 'Basic realm="Parley", charset="UTF-8"'},
        )
    return PlainTextResponse(f"{refusal.message}\n", refusal.status.value, _headers(refusal))


GOOGLE = ClientProtocol(
    lambda scope: _read_google_key(scope) or _read_bearer(scope), _render_google
)
OPENAI = ClientProtocol(_read_bearer, _render_openai)
BROWSER = ClientProtocol(_read_password, _render_browser)
