"""Suggestions, metrics and bugs, by HTTP."""

import json
import stat
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry

from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.overflow import Overflow
from bot.web.perspective.analyze import Analyzer
from bot.web.perspective.schema import AnalyzeRequest, AttributeParameters, TextEntry
from bot.web.perspective.unknown_attributes import UnknownAttributes
from bot.web.server.client_protocols import GOOGLE
from bot.web.shared.model_info import ModelInfo
from bot.web.shared.problem import Problem
from classifier import CleanText, Scores, Unscored
from tests.bot.web.conftest import make_app, serving
from tests.fakes.scorer import StandInScorer

SUGGEST = "/v1alpha1/comments:suggestscore"


def test_a_suggestion_is_kept_in_a_file_that_only_its_owner_reads(
    client: httpx.Client, folder: Path
) -> None:
    """The example of the original's documentation."""
    text = "I guess it comes down a simple choice: Get busy living, or get busy dying."
    told = {
        "comment": {"text": text},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}},
        "communityId": "/forum/movies",
        "clientToken": "comment-53922",
    }
    assert client.post(SUGGEST, json=told).json() == {"clientToken": "comment-53922"}
    file = folder / "suggestions.jsonl"
    kept = json.loads(file.read_text().splitlines()[-1])
    assert kept.pop("suggested_at").endswith("+00:00")
    assert kept == {"text": text, "scores": {"toxic": 0.0}, "community": "/forum/movies"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("", {"TOXICITY": {"summaryScore": {"value": 1}}}),
        ("hello", {}),
        ("hello", {"TOXICITY": {}}),
        ("hello", {"TOXICITY": {"summaryScore": {"value": 2}}}),
        ("hello", {"SPAM": {"summaryScore": {"value": 1}}}),
    ],
)
def test_a_suggestion_that_says_nothing_is_refused_and_not_kept(
    client: httpx.Client, folder: Path, text: str, scores: object
) -> None:
    told = {"comment": {"text": text}, "attributeScores": scores}
    file = folder / "suggestions.jsonl"
    before = file.read_text() if file.exists() else None
    assert client.post(SUGGEST, json=told).status_code == 400
    assert (file.read_text() if file.exists() else None) == before


def test_requests_are_counted_without_a_word_or_a_key(folder: Path) -> None:
    asked = {"comment": {"text": "you buffoon"}, "requestedAttributes": {"INSULT": {}}}
    with serving(make_app(folder)) as address, httpx.Client(base_url=address) as client:
        client.post("/v1alpha1/comments:analyze?key=secret", json=asked)
        client.get("/some/where/private")
        client.get("/v1alpha1/private")
        told = client.get("/metrics").text
    assert 'parley_web_requests_total{place="/v1alpha1/comments:analyze",status="200"} 1.0' in told
    assert not [word for word in ("buffoon", "secret", "private") if word in told]


class BrokenScorer(StandInScorer):
    """A scorer that fails, and quotes the text in its error."""

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        raise RuntimeError(texts[0].text)


def test_a_bug_is_told_without_what_it_says(folder: Path) -> None:
    asked = {"comment": {"text": "you buffoon"}, "requestedAttributes": {"INSULT": {}}}
    with serving(make_app(folder, scorer=BrokenScorer())) as address:
        answer = httpx.post(f"{address}/v1alpha1/comments:analyze", json=asked)
    assert answer.status_code == 500
    assert answer.json()["error"]["status"] == "INTERNAL"
    assert "buffoon" not in answer.text


def test_the_openapi_document_names_every_address_of_the_api(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert sorted(paths) == [
        "/v1/models",
        "/v1/models/{name}",
        "/v1/moderations",
        "/v1alpha1/comments:analyze",
        "/v1alpha1/comments:suggestscore",
    ]


def test_nothing_may_be_fetched_from_elsewhere(client: httpx.Client) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")


async def test_a_websocket_is_closed_as_there_is_none(folder: Path) -> None:
    sent: list[object] = []

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    async def send(message: object) -> None:
        sent.append(message)

    app = make_app(folder, keys=("an-invented-key-of-a-test",))
    await app({"type": "websocket", "path": "/metrics", "headers": []}, receive, send)
    assert sent == [{"type": "websocket.close"}]


class FullScoring(AsyncScorer):
    """An async scorer whose queue is full."""

    async def score(self, raw: str) -> Overflow:  # noqa: ARG002 - as in AsyncScorer
        async def room() -> None:
            return None

        return Overflow(room)


async def test_more_than_can_be_scored_is_told_to_come_again() -> None:
    asked = AnalyzeRequest(
        comment=TextEntry(text="hello"), requested_attributes={"INSULT": AttributeParameters()}
    )
    scorer = StandInScorer()
    unknown = UnknownAttributes("drop", CollectorRegistry())
    problem = await Analyzer(FullScoring(scorer), unknown, ModelInfo.of(scorer)).analyze(asked)
    assert isinstance(problem, Problem)
    told = GOOGLE.render(problem, {"type": "http", "path": "/", "headers": []})
    assert (told.status_code, told.headers["retry-after"]) == (503, "1")


def test_googles_library_is_told_where_it_is(client: httpx.Client) -> None:
    told = client.get("/$discovery/rest", params={"version": "v1alpha1"}).json()
    assert told["rootUrl"] == f"{client.base_url}/"
    methods = told["resources"]["comments"]["methods"].values()
    assert [method["path"] for method in methods] == [
        "v1alpha1/comments:analyze",
        "v1alpha1/comments:suggestscore",
    ]
