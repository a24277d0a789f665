"""`python -m bot web`: from settings and options to a running server."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.routing import Mount
from starlette.types import ASGIApp

from bot.config.database_url import parse_url
from bot.config.errors import ConfigIssue, SettingsError, explain_os_error, format_value
from bot.config.settings import Settings
from bot.domain.policy import Policy
from bot.runtime.async_scorer import AsyncScorer
from bot.store.database.engine import open_database
from bot.store.database.writer import Writer
from bot.store.score_suggestions import SuggestionTable
from bot.web.migrate.shadow import Shadow
from bot.web.migrate.shadow_file import ShadowFile
from bot.web.migrate.shadow_middleware import ShadowMiddleware
from bot.web.page.evaluation import Evaluator
from bot.web.perspective.score_suggestions import SuggestionFile, SuggestionStore
from bot.web.server.assembly import ApiOptions, build_site, protect
from bot.web.server.error_handlers import ExplainedErrors
from bot.web.server.http_connection import HttpConnection
from bot.web.shared.model_info import ModelInfo
from bot.web.workers import run_workers
from classifier import load

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class WebOptions:
    """Address to listen on, file of suggestions, and what stands beside and before the API."""

    host: str
    port: int
    suggestions: Path
    has_page: bool
    workers: int = 1
    """Processes that answer; each has its own share of `PARLEY_WEB_RATE`."""
    is_proxied: bool = False
    """Behind a proxy, whose word is taken for a client's address, and which all the world may ask."""


def serve(settings: Settings, policy: Policy | None, options: WebOptions) -> None:
    """Serve until stopped.

    Raises:
        SettingsError: the address is not free, other machines could reach it and no key is set, or several
            processes are to serve the page.
        BundleError: the bundle cannot be used.
        StoreError: the database cannot be used.
    """
    if options.workers > 1 and options.has_page:
        allowed = "1, or more with --api-only, as the page keeps its visitors in one process"
        raise SettingsError([ConfigIssue("--workers", str(options.workers), allowed)])
    if options.workers > 1 and not hasattr(os, "fork"):
        raise SettingsError([ConfigIssue("--workers", str(options.workers), "1 on this system")])
    is_locked = bool(settings.api_keys)
    if not is_locked:
        _require_loopback(options)
    # Listening comes first: who asks while the model is loaded waits, and is answered.
    with _listen(options) as listening:
        port = listening.getsockname()[1]
        shown = f"[{options.host}]" if ":" in options.host else options.host
        log.info("serving", at=f"http://{shown}:{port}", is_locked=is_locked)
        app = build(settings, policy, options=options)

        def answer() -> None:
            uvicorn.Server(configure_server(app, options)).run([listening])

        if options.workers == 1:
            answer()
        else:
            run_workers(options.workers, answer)


def configure_server(app: ASGIApp, options: WebOptions) -> uvicorn.Config:
    """Return the configuration of the server: it waits for no half-sent request, and logs no address."""
    return uvicorn.Config(
        app,
        http=HttpConnection,
        log_config=None,
        access_log=False,  # it would write keys, which clients of Perspective put into addresses
        server_header=False,
        proxy_headers=options.is_proxied,
    )


def _require_loopback(options: WebOptions) -> None:
    """Raise where others than this machine could ask, as no key locks it."""
    key = "once PARLEY_WEB_KEYS holds a key: it opens the API and is the page's password"
    if options.is_proxied:
        raise SettingsError(
            [ConfigIssue("--behind-proxy", "no key", f"questions of others, {key}")]
        )
    if options.host not in LOOPBACK:
        allowed = f"127.0.0.1, or any address {key}"
        raise SettingsError([ConfigIssue("--host", format_value(options.host), allowed)])


def _listen(options: WebOptions) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        return socket.create_server((options.host, options.port), family=family, backlog=2048)
    except OSError as error:
        wanted = f"{options.host}:{options.port}"
        reason = explain_os_error(error)
        allowed = (
            f"an address of this machine that is free, such as --port {options.port + 1} ({reason})"
        )
        raise SettingsError(
            [ConfigIssue("--host, --port", format_value(wanted), allowed)]
        ) from error


def build(settings: Settings, policy: Policy | None, *, options: WebOptions) -> ASGIApp:
    """Build the whole application, not yet running."""
    scorer = load(settings.bundle)
    scoring = AsyncScorer(scorer)
    registry = CollectorRegistry()
    api = ApiOptions(
        keys=settings.api_keys,
        rate=settings.web_rate and settings.web_rate / options.workers,
        origins=settings.allowed_origins,
        unknown=settings.web_unknown,
    )
    site = build_site(
        scorer,
        scoring=scoring,
        store=_open_suggestions(settings, options),
        registry=registry,
        options=api,
    )
    if options.has_page:
        site = _mount_page(site, Evaluator(scorer, scoring, policy or Policy()))
    shadowed = _add_shadow(site, settings, registry)
    return protect(shadowed, registry=registry, version=ModelInfo.of(scorer).version, options=api)


def _add_shadow(site: FastAPI, settings: Settings, registry: CollectorRegistry) -> ASGIApp:
    """Ask Perspective too, where the owner named its address."""
    if not settings.web_shadow:
        return site
    shadow = Shadow(
        settings.web_shadow.get_secret_value(),
        ShadowFile(settings.web_shadow_file),
        registry=registry,
        keeps_texts=settings.web_shadow_texts,
    )
    return ShadowMiddleware(site, shadow, answers=settings.web_shadow_answers)


def _mount_page(site: FastAPI, evaluator: Evaluator) -> FastAPI:
    """Mount the page. Gradio is imported here, as it takes seconds and the API does without it."""
    try:
        from bot.web.page.page import mount_page  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name != "gradio":
            raise
        allowed = "what `make web` installs (the extra `web`), or --api-only"
        raise SettingsError([ConfigIssue("the page", "no Gradio", allowed)]) from error
    site = mount_page(site, evaluator)
    mounted = site.router.routes[-1]
    assert isinstance(mounted, Mount)
    mounted.app = ExplainedErrors(mounted.app)
    return site


@asynccontextmanager
async def _open_suggestions(
    settings: Settings, options: WebOptions
) -> AsyncIterator[SuggestionStore]:
    """Open the store of suggestions: the bot's database if one was named, else a file."""
    if "database" not in settings.model_fields_set:
        yield SuggestionFile(options.suggestions)
        return
    engine = await open_database(parse_url(settings.database))
    try:
        yield SuggestionTable(Writer(engine))
    finally:
        await engine.dispose()
