"""The application: the endpoint of each address."""

from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from bot.runtime.async_scorer import AsyncScorer
from bot.web.openai.models import get_model, list_models
from bot.web.openai.moderations import Moderator
from bot.web.openai.schema import (
    Model,
    ModelList,
    ModerationErrorResponse,
    ModerationRequest,
    ModerationResponse,
)
from bot.web.perspective.analyze import Analyzer
from bot.web.perspective.discovery import build_discovery
from bot.web.perspective.schema import (
    AnalyzeRequest,
    AnalyzeResponse,
    ErrorResponse,
    SuggestRequest,
    SuggestResponse,
)
from bot.web.perspective.score_suggestions import SuggestionBox, SuggestionStore
from bot.web.server.client_protocols import json_response
from bot.web.server.docs_pages import add_docs
from bot.web.server.error_handlers import add_error_handlers
from bot.web.server.health_routes import add_health
from bot.web.server.json_route import JsonRoute, to_response
from bot.web.shared.model_info import ModelInfo
from bot.web.shared.problem import Problem, Status
from bot.web.shared.result import Result

_ABOUT = """Scores texts on the machine it runs on. `comments:analyze` and `comments:suggestscore` are
Perspective's, `/v1/moderations` is OpenAI's. See `/docs`."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The endpoints that score, and the scorer behind them."""

    scoring: AsyncScorer
    analyzer: Analyzer
    suggestions: SuggestionBox
    moderator: Moderator
    model: ModelInfo


def build_application(
    endpoints: Endpoints,
    *,
    store: AbstractAsyncContextManager[SuggestionStore],
    registry: CollectorRegistry,
    origins: Collection[str] = (),
) -> FastAPI:
    """Build the API, beside which a page may be mounted. Nothing runs before it is served."""

    @asynccontextmanager
    async def run(site: FastAPI) -> AsyncIterator[None]:
        async with endpoints.scoring, store as site.state.suggestions:
            site.state.is_ready = True
            yield
            site.state.is_ready = False

    # FastAPI's own pages of documentation would be fetched from elsewhere. /openapi.json has it all.
    site = FastAPI(
        title="Parley",
        version=endpoints.model.version,
        description=_ABOUT,
        lifespan=run,
        docs_url=None,
        redoc_url=None,
    )
    site.state.is_ready = False
    site.state.origins = frozenset(origins)
    json_routes = APIRouter(route_class=JsonRoute)
    _add_perspective(json_routes, endpoints)
    _add_moderations(json_routes, endpoints)
    site.include_router(json_routes)
    _add_models(site, endpoints.model)
    _add_discovery(site)
    add_health(site, registry)
    add_docs(site)
    add_error_handlers(site)
    return site


def _error_responses(model: type[BaseModel], *also: Status) -> dict[int | str, dict[str, Any]]:
    """Describe the errors of an endpoint for /openapi.json."""
    statuses = (Status.INVALID_ARGUMENT, Status.RESOURCE_EXHAUSTED, Status.UNAVAILABLE, *also)
    return {status.value: {"model": model, "description": status.name} for status in statuses}


_PERSPECTIVE_ERRORS = _error_responses(ErrorResponse, Status.PERMISSION_DENIED, Status.NOT_FOUND)
_OPENAI_ERRORS = _error_responses(ModerationErrorResponse, Status.UNAUTHENTICATED, Status.NOT_FOUND)


def _add_perspective(router: APIRouter, endpoints: Endpoints) -> None:
    @router.post(
        "/v1alpha1/comments:analyze", responses=_PERSPECTIVE_ERRORS, response_model=AnalyzeResponse
    )
    async def analyze_comment(body: AnalyzeRequest, request: Request) -> Result | Problem:  # noqa: ARG001 - an endpoint's
        """Score a comment."""
        return await endpoints.analyzer.analyze(body)

    @router.post(
        "/v1alpha1/comments:suggestscore",
        responses=_PERSPECTIVE_ERRORS,
        response_model=SuggestResponse,
    )
    async def suggest_score(body: SuggestRequest, request: Request) -> Result | Problem:
        """Keep what the scores of a comment should have been, here and nowhere else."""
        return await endpoints.suggestions.suggest(body, request.app.state.suggestions)


def _add_moderations(router: APIRouter, endpoints: Endpoints) -> None:
    @router.post("/v1/moderations", response_model=ModerationResponse, responses=_OPENAI_ERRORS)
    async def moderate_texts(body: ModerationRequest, request: Request) -> Result | Problem:  # noqa: ARG001 - an endpoint's
        """Score texts in OpenAI's shape."""
        return await endpoints.moderator.moderate(body)


def _add_models(site: FastAPI, model: ModelInfo) -> None:
    @site.get("/v1/models", response_model=ModelList, responses=_OPENAI_ERRORS)
    async def get_models(request: Request) -> Response:
        """List the bundles, with hash and date."""
        return to_response(request, list_models(model))

    @site.get("/v1/models/{name}", response_model=Model, responses=_OPENAI_ERRORS)
    async def get_one_model(name: str, request: Request) -> Response:
        """Describe a bundle by its id, version or hash."""
        return to_response(request, get_model(model, name))


def _add_discovery(site: FastAPI) -> None:
    @site.get("/$discovery/rest", include_in_schema=False)
    async def get_discovery(request: Request) -> Response:
        return json_response(200, build_discovery(str(request.base_url)))
