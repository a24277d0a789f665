"""`python -m bot web`: from what the owner set to a running server."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from bot.mistakes import Mistake, SettingsError, show
from bot.scoring import Scoring
from bot.settings import Settings
from bot.web.guard import Guard, Traffic
from bot.web.keys import Keys
from bot.web.site import build_site
from bot.web.suggestions import SuggestionFile, Suggestions
from classifier import load

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen, where suggestions are kept, and whether there is a page beside the API."""

    host: str
    port: int
    suggestions: Path
    has_page: bool


def serve(settings: Settings, place: Place) -> None:
    """Serve until stopped.

    Raises:
        SettingsError: more than this machine could reach it, and nothing locks it.
        BundleError: the classifier's bundle cannot be used.
        StoreError: the database that was given cannot be used.
    """
    keys = Keys(settings.keys, rate=settings.web_rate, clock=time.monotonic)
    if place.host not in LOOPBACK and not keys.are_needed:
        allowed = (
            "127.0.0.1, or any address once PARLEY_WEB_KEYS holds a key: it opens the API and is "
            "the page's password"
        )
        raise SettingsError([Mistake("--host", show(place.host), allowed)])
    app = build(settings, place=place, keys=keys)
    shown = f"[{place.host}]" if ":" in place.host else place.host
    log.info("serving", at=f"http://{shown}:{place.port}", key=keys.are_needed)
    uvicorn.run(
        app,
        host=place.host,
        port=place.port,
        log_config=None,
        access_log=False,  # it would write keys, which clients of Perspective put into addresses
        server_header=False,
    )


def build(settings: Settings, *, place: Place, keys: Keys) -> ASGIApp:
    """The whole application, not yet running."""
    scorer = load(settings.bundle)
    scoring = Scoring(scorer)
    registry = CollectorRegistry()
    site: ASGIApp = build_site(
        scorer, scoring=scoring, suggestions=_open_suggestions(place), registry=registry
    )
    return Guard(site, keys=keys, traffic=Traffic(registry))


@asynccontextmanager
async def _open_suggestions(place: Place) -> AsyncIterator[Suggestions]:
    """Where suggestions are kept."""
    yield SuggestionFile(place.suggestions)
