"""`python -m bot web`: from what the owner set to a running server."""

import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from bot.config.errors import ConfigIssue, SettingsError, format_value
from bot.config.settings import Settings
from bot.domain.policy import Policy
from bot.runtime.async_scorer import AsyncScorer
from bot.store.database.engine import open_store, read_url
from bot.store.database.writer import Writer
from bot.store.score_suggestions import SuggestionTable
from bot.web.page.evaluation import Evaluator
from bot.web.perspective.score_suggestions import SuggestionFile, Suggestions
from bot.web.server.api_keys import ApiKeys
from bot.web.server.application import build_application
from bot.web.server.middleware import AccessMiddleware, Traffic
from classifier import load

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class WebOptions:
    """Where to listen, where suggestions are kept, and whether there is a page beside the API."""

    host: str
    port: int
    suggestions: Path
    has_page: bool


def serve(settings: Settings, policy: Policy | None, place: WebOptions) -> None:
    """Serve until stopped.

    Raises:
        SettingsError: it cannot listen there, or more than this machine could reach it and nothing
            locks it.
        BundleError: the classifier's bundle cannot be used.
        StoreError: the database that was given cannot be used.
    """
    keys = ApiKeys(settings.keys, rate=settings.web_rate, clock=time.monotonic)
    if place.host not in LOOPBACK and not keys.are_needed:
        allowed = (
            "127.0.0.1, or any address once PARLEY_WEB_KEYS holds a key: it opens the API and is "
            "the page's password"
        )
        raise SettingsError([ConfigIssue("--host", format_value(place.host), allowed)])
    # Listening comes first: who asks while the model is loaded waits, and is answered.
    with _listen(place) as listening:
        port = listening.getsockname()[1]
        shown = f"[{place.host}]" if ":" in place.host else place.host
        log.info("serving", at=f"http://{shown}:{port}", is_locked=keys.are_needed)
        app = build(settings, policy, place=place, keys=keys)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,  # it would write keys, which clients of Perspective put into addresses
            server_header=False,
        )
        uvicorn.Server(config).run([listening])


def _listen(place: WebOptions) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        return socket.create_server((place.host, place.port), family=family, backlog=2048)
    except OSError as error:
        wanted = f"{place.host}:{place.port}"
        allowed = f"an address of this machine that is free ({error.strerror})"
        raise SettingsError(
            [ConfigIssue("--host, --port", format_value(wanted), allowed)]
        ) from error


def build(
    settings: Settings, policy: Policy | None, *, place: WebOptions, keys: ApiKeys
) -> ASGIApp:
    """The whole application, not yet running."""
    scorer = load(settings.bundle)
    scoring = AsyncScorer(scorer)
    registry = CollectorRegistry()
    site = build_application(
        scorer, scoring=scoring, suggestions=_open_suggestions(settings, place), registry=registry
    )
    if place.has_page:
        site = _mount_page(site, Evaluator(scorer, scoring, policy or Policy()))
    return AccessMiddleware(site, keys=keys, traffic=Traffic(registry))


def _mount_page(site: FastAPI, judge: Evaluator) -> FastAPI:
    """Gradio is imported here, as it takes seconds, and the API does without it."""
    try:
        from bot.web.page.page import mount_page  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name != "gradio":
            raise
        allowed = "what `make web` installs (requirements-web.txt), or --api-only"
        raise SettingsError([ConfigIssue("the page", "no Gradio", allowed)]) from error
    return mount_page(site, judge)


@asynccontextmanager
async def _open_suggestions(settings: Settings, place: WebOptions) -> AsyncIterator[Suggestions]:
    """In the bot's database if one was named, else in a file."""
    if "database" not in settings.model_fields_set:
        yield SuggestionFile(place.suggestions)
        return
    engine = await open_store(read_url(settings.database))
    try:
        yield SuggestionTable(Writer(engine))
    finally:
        await engine.dispose()
