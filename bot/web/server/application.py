"""The application: which address is answered by what."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import CollectorRegistry, generate_latest
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.runtime.async_scorer import AsyncScorer, BlockingScorer
from bot.web.openai.moderations import (
    ModerationErrorResponse,
    ModerationRequest,
    ModerationResponse,
    moderate,
)
from bot.web.perspective.analyze import analyze
from bot.web.perspective.discovery import describe
from bot.web.perspective.schema import (
    AnalyzeRequest,
    AnalyzeResponse,
    ErrorResponse,
    SuggestRequest,
    SuggestResponse,
)
from bot.web.perspective.score_suggestions import Suggestions, suggest
from bot.web.server.client_protocols import answer, choose_protocol
from bot.web.shared.problem import Problem, Status, refuse_fields

_ABOUT = """Scores texts on the machine it runs on. `comments:analyze` and `comments:suggestscore` are
Perspective's, `/v1/moderations` is OpenAI's. See `docs/from-perspective.md`."""


def _refusals(model: type[BaseModel], *also: Status) -> dict[int | str, dict[str, Any]]:
    """What the document says of answers that are none."""
    told = (Status.INVALID_ARGUMENT, Status.RESOURCE_EXHAUSTED, Status.UNAVAILABLE, *also)
    return {status.value: {"model": model, "description": status.name} for status in told}


_GOOGLES = _refusals(ErrorResponse, Status.PERMISSION_DENIED)
_OPENAIS = _refusals(ModerationErrorResponse, Status.UNAUTHENTICATED)


def build_application(
    scorer: BlockingScorer,
    *,
    scoring: AsyncScorer,
    suggestions: AbstractAsyncContextManager[Suggestions],
    registry: CollectorRegistry,
) -> FastAPI:
    """The API; a page may be mounted beside it. Nothing runs before it is served."""

    @asynccontextmanager
    async def run(site: FastAPI) -> AsyncIterator[None]:
        async with scoring, suggestions as site.state.suggestions:
            site.state.is_ready = True
            yield
            site.state.is_ready = False

    # No page of documentation: FastAPI's would be fetched from elsewhere. /openapi.json has it all.
    site = FastAPI(
        title="Parley",
        version=scorer.version,
        description=_ABOUT,
        lifespan=run,
        docs_url=None,
        redoc_url=None,
    )
    site.state.is_ready = False
    _add_perspective(site, scoring)
    _add_moderations(site, scorer, scoring)
    _add_watching(site, registry)
    site.add_exception_handler(RequestValidationError, _refuse_unreadable)
    site.add_exception_handler(HTTPException, _refuse_http)
    site.add_exception_handler(Exception, _refuse_bug)
    return site


def _add_perspective(site: FastAPI, scoring: AsyncScorer) -> None:
    @site.post("/v1alpha1/comments:analyze", responses=_GOOGLES, response_model=AnalyzeResponse)
    async def analyze_comment(asked: AnalyzeRequest, request: Request) -> Response:
        """The scores of a comment."""
        return _tell(request, await analyze(asked, scoring))

    @site.post(
        "/v1alpha1/comments:suggestscore", responses=_GOOGLES, response_model=SuggestResponse
    )
    async def suggest_score(told: SuggestRequest, request: Request) -> Response:
        """What the scores of a comment should have been; kept here, and nowhere else."""
        return _tell(request, await suggest(told, request.app.state.suggestions))

    @site.get("/$discovery/rest", include_in_schema=False)
    async def tell_discovery(request: Request) -> Response:
        return answer(200, describe(str(request.base_url)))


def _add_moderations(site: FastAPI, scorer: BlockingScorer, scoring: AsyncScorer) -> None:
    @site.post("/v1/moderations", response_model=ModerationResponse, responses=_OPENAIS)
    async def moderate_texts(asked: ModerationRequest, request: Request) -> Response:
        """The same scores in OpenAI's shape."""
        result = await moderate(
            asked, scoring, thresholds=scorer.thresholds, version=scorer.version
        )
        return _tell(request, result)


def _add_watching(site: FastAPI, registry: CollectorRegistry) -> None:
    @site.get("/healthz", include_in_schema=False)
    async def tell_health() -> Response:
        return answer(200, {"status": "ok"})

    @site.get("/readyz", include_in_schema=False)
    async def tell_readiness() -> Response:
        is_ready = site.state.is_ready
        return answer(200 if is_ready else 503, {"status": "ok" if is_ready else "starting"})

    @site.get("/metrics", include_in_schema=False)
    async def tell_metrics() -> Response:
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")


def _tell(request: Request, result: BaseModel | Problem) -> Response:
    if isinstance(result, Problem):
        return choose_protocol(request.url.path).render(result)
    content = result.model_dump_json(by_alias=True, exclude_none=True)
    return Response(content, media_type="application/json")


async def _refuse_unreadable(request: Request, error: Exception) -> Response:
    """What pydantic found wrong with a request. What was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    refusal = refuse_fields([_read_fault(fault) for fault in error.errors()])
    return choose_protocol(request.url.path).render(refusal)


def _read_fault(fault: dict[str, Any]) -> tuple[str, str]:
    place = ".".join(str(part) for part in fault["loc"][1:]).encode(errors="replace").decode()
    if fault["type"] == "json_invalid":
        return "", "Invalid JSON payload received. It is not JSON."
    if fault["type"] == "extra_forbidden":
        within, _, name = place.rpartition(".")
        where = f" at '{within}'" if within else ""
        says = f'Invalid JSON payload received. Unknown name "{name}"{where}: Cannot find field.'
        return within, says
    return place, f"Invalid value at '{place}': {fault['msg']}"


async def _refuse_http(request: Request, error: Exception) -> Response:
    """An address or a method that there is not."""
    assert isinstance(error, HTTPException)
    known = {status.value: status for status in Status}
    status = known.get(error.status_code, Status.INVALID_ARGUMENT)
    return choose_protocol(request.url.path).render(
        Problem(status, error.detail, allow=(error.headers or {}).get("Allow"))
    )


async def _refuse_bug(request: Request, _error: Exception) -> Response:
    """Ours, not theirs: told without a word about it; the server logs where it came from."""
    refusal = Problem(Status.INTERNAL, "Internal error encountered.", code="INTERNAL")
    return choose_protocol(request.url.path).render(refusal)
