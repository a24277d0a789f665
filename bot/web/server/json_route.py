"""JSON routes: the body read with tolerance, validated, and answered in the client's own shape."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.requests import Request
from starlette.responses import Response

from bot.web.server.client_protocols import choose_protocol
from bot.web.server.request_body import find_unreadable, read_json
from bot.web.shared.problem import Problem, field_problem
from bot.web.shared.result import Result


class JsonRoute(APIRoute):
    """Route of an endpoint `(body, request) -> Result | Problem`, whose body is a pydantic model.

    FastAPI documents it; the body is read here, as FastAPI reads strict JSON only.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of requests."""
        assert self.body_field is not None
        model: type[BaseModel] = self.body_field.field_info.annotation  # type: ignore[assignment]
        endpoint: Callable[[Any, Request], Awaitable[Result | Problem]] = self.endpoint

        async def handle(request: Request) -> Response:
            body = await _read_model(request, model)
            answer = body if isinstance(body, Problem) else await endpoint(body, request)
            return to_response(request, answer)

        return handle


def to_response(request: Request, answer: Result | Problem) -> Response:
    """Render an answer in the protocol of the request's path."""
    if isinstance(answer, Problem):
        return choose_protocol(request.url.path).render(answer, request.scope)
    content = answer.body.__pydantic_serializer__.to_json(
        answer.body, by_alias=True, exclude_none=True
    )
    return Response(content, headers=answer.headers, media_type="application/json")


async def _read_model(request: Request, model: type[BaseModel]) -> BaseModel | Problem:
    origins = request.app.state.origins
    if problem := find_unreadable(request.headers, origins=origins):
        return problem
    body = await read_json(request)
    if isinstance(body, Problem):
        return body
    try:
        return model.__pydantic_validator__.validate_python(body)  # type: ignore[no-any-return]
    except ValidationError as error:
        return field_problem([_to_violation(each) for each in error.errors(include_url=False)])


def _to_violation(error: ErrorDetails) -> tuple[str, str]:
    """Return the path of a field and what is wrong with it. What was sent is not repeated."""
    # Members of a union are steps of pydantic's path, and no fields of the request.
    steps = [str(step) for step in error["loc"] if not str(step).startswith(_UNION_STEPS)]
    path = ".".join(steps)
    if error["type"] == "extra_forbidden":
        parent, _, name = path.rpartition(".")
        where = f" at '{parent}'" if parent else ""
        says = f'Invalid JSON payload received. Unknown name "{name}"{where}: Cannot find field.'
        return parent, says
    if error["type"] == "model_type":
        return path, f"Invalid value at '{path}': a JSON object is needed"
    if error["type"] == "missing":
        return path, f"Missing field '{path}'"
    return path, f"Invalid value at '{path}': {error['msg']}"


_UNION_STEPS = ("function-", "list[", "lax-or-strict[")
