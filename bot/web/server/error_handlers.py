"""Error handlers: unknown addresses, wrong methods and bugs, in the client's own shape."""

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.server.client_protocols import choose_protocol
from bot.web.shared.problem import Problem, Status

_ANSWERS = "This server answers POST /v1alpha1/comments:analyze and POST /v1/moderations."

_NO_ANSWER = (Status.NOT_FOUND.value, Status.UNIMPLEMENTED.value)

_PREFLIGHT = (
    "A page of this origin may not ask: name it in PARLEY_WEB_ORIGINS of the server to allow it."
)


def add_error_handlers(site: FastAPI) -> None:
    """Answer every error of the site in the shape of the client that asked."""
    site.add_exception_handler(HTTPException, _on_http_error)
    site.add_exception_handler(Exception, _on_exception)


async def _on_http_error(request: Request, error: Exception) -> Response:
    """Answer a request for an unknown address, or with a wrong method."""
    assert isinstance(error, HTTPException)
    problem = find_problem(
        request.method,
        request.url.path,
        status=error.status_code,
        is_page="origin" in request.headers,
    )
    if problem.status is Status.UNIMPLEMENTED:
        allow = (error.headers or {}).get("Allow")
        problem = Problem(problem.status, problem.message, allow=allow, is_explained=True)
    return choose_protocol(request.url.path).render(problem, request.scope)


class ExplainedErrors:
    """A mounted application whose unknown addresses and wrong methods are answered as ours are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and replace an answer that only says that there is none."""
        problem: Problem | None = None

        async def replace(message: Message) -> None:
            nonlocal problem
            status = message.get("status")
            if message["type"] == "http.response.start" and status in _NO_ANSWER:
                path = f"{scope.get('root_path', '')}{scope['path']}"
                problem = find_problem(scope["method"], path, status=status, is_page=False)
            if not problem:
                await send(message)

        await self._app(scope, receive, replace)
        if problem:
            await choose_protocol(scope["path"]).render(problem, scope)(scope, receive, send)


def find_problem(method: str, path: str, *, status: int, is_page: bool) -> Problem:
    """Return the problem of an address or a method that there is not; `is_page` has an origin."""
    if status == Status.UNIMPLEMENTED.value:
        message = (
            _PREFLIGHT if method == "OPTIONS" and is_page else f"{method} is not answered here."
        )
        return Problem(Status.UNIMPLEMENTED, f"{message} {_ANSWERS}", is_explained=True)
    if status == Status.NOT_FOUND.value:
        message = f"There is nothing at {path[:200]}. {_ANSWERS}"
        return Problem(Status.NOT_FOUND, message, code="NOT_FOUND", is_explained=True)
    known = {each.value: each for each in Status}
    return Problem(known.get(status, Status.INVALID_ARGUMENT), "The request cannot be answered.")


async def _on_exception(request: Request, _error: Exception) -> Response:
    """Answer after a bug of ours without a word about it; the server logs where it came from."""
    problem = Problem(Status.INTERNAL, "Internal error encountered.", code="INTERNAL")
    return choose_protocol(request.url.path).render(problem, request.scope)
