"""A site on a stand-in scorer, on a real server, and a client of it."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Thread
from typing import TypeAlias

import httpx
import pytest
import uvicorn
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from bot.runtime.async_scorer import AsyncScorer
from bot.web.perspective.score_suggestions import SuggestionFile, Suggestions
from bot.web.server.api_keys import ApiKeys
from bot.web.server.application import build_application
from bot.web.server.middleware import AccessMiddleware, Traffic
from tests.fakes.scorer import StandInScorer

KEY = "an-invented-key-of-a-test"
OTHER_KEY = "another-invented-key"


class Listening(uvicorn.Server):
    """Tells which port it got."""

    @property
    def port(self) -> int:
        port: int = self.servers[0].sockets[0].getsockname()[1]
        return port


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """An application on loopback, in a thread of its own; its address."""
    server = Listening(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    )
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            thread.join(0.005)
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.should_exit = True
        thread.join()


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def make_app(
    folder: Path,
    *,
    keys: tuple[str, ...] = (),
    rate: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    scorer: StandInScorer | None = None,
) -> ASGIApp:
    """The API as `bot.web.serve` builds it, on the stand-in scorer."""

    @asynccontextmanager
    async def suggestions() -> AsyncIterator[Suggestions]:
        yield SuggestionFile(folder / "suggestions.jsonl")

    scorer = scorer or StandInScorer()
    registry = CollectorRegistry()
    site = build_application(
        scorer, scoring=AsyncScorer(scorer), suggestions=suggestions(), registry=registry
    )
    return AccessMiddleware(
        site, keys=ApiKeys(keys, rate=rate, clock=clock), traffic=Traffic(registry)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    """A client of a site that needs no key."""
    with serving(make_app(folder)) as address, httpx.Client(base_url=address) as client:
        yield client


Ask: TypeAlias = Callable[..., httpx.Response]


@pytest.fixture
def ask(client: httpx.Client) -> Ask:
    """A function: what `comments:analyze` answers to a text, asked for INSULT and what is given."""

    def analyze(text: str, **fields: object) -> httpx.Response:
        comment = {"text": text, **({"type": fields.pop("type")} if "type" in fields else {})}
        asked = {"comment": comment, "requestedAttributes": {"INSULT": {}}, **fields}
        return client.post("/v1alpha1/comments:analyze", json=asked)

    return analyze
