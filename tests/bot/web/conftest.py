"""Fixtures: a site on a stand-in scorer, on a real server, and a client of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Thread
from typing import TypeAlias, TypedDict, Unpack

import httpx
import pytest
import uvicorn
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from bot.runtime.async_scorer import AsyncScorer
from bot.web.perspective.score_suggestions import SuggestionFile, SuggestionStore
from bot.web.perspective.unknown_attributes import UnknownPolicy
from bot.web.server.assembly import ApiOptions, build_site, protect
from bot.web.server.http_connection import HttpConnection
from tests.fakes.scorer import StandInScorer

KEY = "an-invented-key-of-a-test"
OTHER_KEY = "another-invented-key"


class Listening(uvicorn.Server):
    """A server that tells its port."""

    @property
    def port(self) -> int:
        port: int = self.servers[0].sockets[0].getsockname()[1]
        return port


@contextmanager
def serving(app: ASGIApp, *, http: type[HttpConnection] = HttpConnection) -> Iterator[str]:
    """Serve an application on loopback, in a thread of its own; yield its address."""
    server = Listening(
        uvicorn.Config(app, host="127.0.0.1", port=0, http=http, log_config=None, access_log=False)
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


class Options(TypedDict, total=False):
    """The fields of `ApiOptions`."""

    keys: Sequence[str]
    rate: float | None
    origins: Sequence[str]
    unknown: UnknownPolicy
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[object]]


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def make_app(
    folder: Path, *, scorer: StandInScorer | None = None, **options: Unpack[Options]
) -> ASGIApp:
    """Build the API as `bot.web.serve` does, on the stand-in scorer."""

    @asynccontextmanager
    async def store() -> AsyncIterator[SuggestionStore]:
        yield SuggestionFile(folder / "suggestions.jsonl")

    scorer = scorer or StandInScorer()
    registry = CollectorRegistry()
    api = ApiOptions(**options)
    site = build_site(
        scorer, scoring=AsyncScorer(scorer), store=store(), registry=registry, options=api
    )
    return protect(site, registry=registry, version=scorer.version, options=api)


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
    """Return a function that sends a text to `comments:analyze`, for INSULT and with other fields."""

    def analyze(text: str, **fields: object) -> httpx.Response:
        comment = {"text": text, **({"type": fields.pop("type")} if "type" in fields else {})}
        asked = {"comment": comment, "requestedAttributes": {"INSULT": {}}, **fields}
        return client.post("/v1alpha1/comments:analyze", json=asked)

    return analyze
