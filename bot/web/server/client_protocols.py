"""Client protocols: where each kind of client puts its key, and the shape of its errors."""

from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

import orjson
from starlette.datastructures import URL, Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from bot.web.openai.schema import ModerationError, ModerationErrorResponse
from bot.web.perspective.schema import ErrorResponse, ErrorStatus
from bot.web.shared.problem import Problem, Status

DOCS_PATH = "/docs"
"""The page that explains the API, for people."""


@dataclass(frozen=True, slots=True)
class ClientProtocol:
    """A client's place for its key, and the rendering of its errors."""

    read_key: Callable[[Scope], str | None]
    render: Callable[[Problem, Scope], Response]


def choose_protocol(path: str) -> ClientProtocol:
    """Return the protocol of a path: Google's, OpenAI's, or a browser's."""
    if path.startswith(("/v1alpha1/", "/$discovery/", "/batch")):
        return GOOGLE
    return OPENAI if path.startswith("/v1/") else BROWSER


def json_response(
    status: int, content: object, *, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a response of JSON."""
    return Response(orjson.dumps(content), status, headers=headers, media_type="application/json")


def _problem_headers(problem: Problem) -> dict[str, str]:
    headers = {"Retry-After": str(problem.retry_after or ""), "Allow": problem.allow or ""}
    return {name: value for name, value in headers.items() if value}


def _docs_url(scope: Scope) -> str:
    return str(URL(scope=scope).replace(path=DOCS_PATH, query="", fragment=""))


def _read_google_key(scope: Scope) -> str | None:
    """Read `?key=`, as nearly all clients send it, or the header `X-Goog-Api-Key`."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return query.get("key", [None])[0] or Headers(scope=scope).get("x-goog-api-key")


def _read_bearer(scope: Scope) -> str | None:
    kind, _, key = Headers(scope=scope).get("authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" else None


def _read_password(scope: Scope) -> str | None:
    """Read the password of HTTP's Basic scheme; any user name will do."""
    kind, _, credentials = Headers(scope=scope).get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return _read_bearer(scope)  # as Prometheus may send it
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except (NoBase64, UnicodeDecodeError):
        return None


def _render_google(problem: Problem, scope: Scope) -> Response:
    details = [dict(detail) for detail in problem.details]
    if problem.is_explained:
        link = {"description": "What this server answers", "url": _docs_url(scope)}
        details.append({"@type": "type.googleapis.com/google.rpc.Help", "links": [link]})
    error = ErrorStatus(
        code=problem.status.value,
        message=problem.message,
        status=problem.status.name,
        details=details or None,
    )
    content = ErrorResponse(error=error).model_dump(by_alias=True, exclude_none=True)
    return json_response(problem.status.value, content, headers=_problem_headers(problem))


def _render_openai(problem: Problem, scope: Scope) -> Response:
    is_key = problem.code in _KEY_CODES
    status = Status.UNAUTHENTICATED if is_key else problem.status
    is_ours = status.value >= Status.INTERNAL.value
    see = f" See {_docs_url(scope)}" if problem.is_explained else ""
    error = ModerationError(
        message=f"{problem.message}{see}",
        type="server_error" if is_ours else "invalid_request_error",
        param=problem.param,
        code=problem.code.lower() if problem.code else None,
    )
    content = ModerationErrorResponse(error=error).model_dump()
    return json_response(status.value, content, headers=_problem_headers(problem))


def _render_browser(problem: Problem, scope: Scope) -> Response:
    if problem.code in _KEY_CODES:
        return PlainTextResponse(
            "The password is one of the keys in PARLEY_WEB_KEYS.\n",
            Status.UNAUTHENTICATED.value,
            {"WWW-Authenticate": 'Basic realm="Parley", charset="UTF-8"'},
        )
    return _render_google(problem, scope)


_KEY_CODES = ("API_KEY_MISSING", "API_KEY_INVALID")

GOOGLE = ClientProtocol(
    lambda scope: _read_google_key(scope) or _read_bearer(scope), _render_google
)
OPENAI = ClientProtocol(_read_bearer, _render_openai)
BROWSER = ClientProtocol(_read_password, _render_browser)
