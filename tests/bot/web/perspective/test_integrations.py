"""The programs of docs/integrations, each by what it sends and how it reads the answer.

The shapes are theirs, read in their public code, the texts are ours. `PICTURES=docs/integrations` draws
the pages' pictures again.
"""

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from classifier import CleanText, Scores, Unscored
from tests.bot.web.conftest import KEY, make_app, serving
from tests.bot.web.perspective.integration_pictures import draw_exchange
from tests.fakes.scorer import StandInScorer

DOCS = Path(__file__).parents[4] / "docs/integrations"
ANALYZE = "/v1alpha1/comments:analyze"
TEXT = "you silly buffoon"
LARGEST_PICTURE = 200 << 10


class ShownScorer(StandInScorer):
    """A scorer with the scores that the pictures show, as a real model gives them."""

    version = "2026.12.0"

    def _score(self, text: CleanText) -> Scores | Unscored:
        del text
        return Scores.of([0.91, 0.03, 0.12, 0.01, 0.88, 0.02])


def read_summary(answer: Any) -> object:
    return answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"]


def read_first_above(answer: Any) -> object:
    """The first attribute at or above a threshold in percent, as Defender does."""
    scores = answer["attributeScores"]
    return next(name for name in scores if scores[name]["summaryScore"]["value"] * 100 >= 0)


def read_spans(answer: Any) -> object:
    """The score of the first span, also where no spans were asked for, as R's package does."""
    return [each["spanScores"][0]["score"]["value"] for each in answer["attributeScores"].values()]


@dataclass(frozen=True)
class Integration:
    """A program: its page, its request, and how it reads the answer."""

    page: str
    program: str
    body: Mapping[str, object]
    read: Callable[[Any], object] = read_summary
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


INTEGRATIONS = [
    Integration(
        "coral",
        "Coral",
        {
            "comment": {"text": TEXT},
            "doNotStore": True,
            "requestedAttributes": {"TOXICITY": {}},
            "languages": ["en"],
        },
    ),
    Integration(
        "discourse",
        "Discourse",
        {
            "comment": {"text": TEXT},
            "doNotStore": True,
            "sessionId": "https://forum.example.org_17",
            "requestedAttributes": {"TOXICITY": {"scoreType": "PROBABILITY"}},
        },
        read=lambda answer: [
            each.get("summaryScore", {}).get("value") for each in answer["attributeScores"].values()
        ],
        headers={
            "Accept": "*/*",
            "Content-Type": "application/json",
            "User-Agent": "Discourse/2026.11.0",
        },
    ),
    Integration(
        "wordpress",
        "WordPress",
        {
            "comment": {"text": TEXT, "type": "HTML"},
            "requestedAttributes": {"TOXICITY": {}},
            "languages": ["en"],
            "doNotStore": True,
        },
        headers={
            "Content-Type": "application/json",
            "User-Agent": "WordPress/6.8; https://blog.example.org",
        },
    ),
    Integration(
        "red-defender",
        "Red's Defender",
        {
            "comment": {"text": TEXT},
            "requestedAttributes": {
                "TOXICITY": {},
                "SEVERE_TOXICITY": {},
                "IDENTITY_ATTACK": {},
                "INSULT": {},
                "PROFANITY": {},
                "THREAT": {},
                "SEXUALLY_EXPLICIT": {},
                "FLIRTATION": {},
                "SPAM": {},
                "INFLAMMATORY": {},
                "OBSCENE": {},
            },
            "doNotStore": True,
        },
        read=read_first_above,
        headers={
            "Content-Type": "application/json",
            "User-Agent": "Python/3.11 aiohttp/3.9.5",
        },
    ),
    Integration(
        "python",
        "A Python program",
        {
            "comment": {"text": TEXT},
            "languages": ["en"],
            "requestedAttributes": {"TOXICITY": {}},
        },
        headers={"User-Agent": "python-requests/2.32.3"},  # data=json.dumps(...): no Content-Type
    ),
    Integration(
        "javascript",
        "A JavaScript program",
        {
            "comment": {"text": TEXT},
            "languages": ["en"],
            "requestedAttributes": {"TOXICITY": {}, "SEVERE_TOXICITY": {}, "SPAM": {}},
        },
        read=lambda answer: {
            name: each["summaryScore"]["value"] for name, each in answer["attributeScores"].items()
        },
    ),
    Integration(
        "r",
        "R's peRspective",
        {
            "comment": {"text": TEXT},
            "spanAnnotations": False,
            "requestedAttributes": {"TOXICITY": {}, "SEVERE_TOXICITY": {}},
            "doNotStore": False,
        },
        read=read_spans,
        headers={
            "Content-Type": "application/json",
            "Accept": "application/json, text/xml, application/xml, */*",
        },
    ),
]
PAGES = [integration.page for integration in INTEGRATIONS]


@pytest.fixture(scope="module")
def client(folder: Path) -> Any:
    """A client of a site that is locked, as it is where such programs ask."""
    with (
        serving(make_app(folder, scorer=ShownScorer(), keys=(KEY,))) as address,
        httpx.Client(base_url=address) as client,
    ):
        yield client


def ask(client: httpx.Client, integration: Integration) -> httpx.Response:
    content = json.dumps(integration.body).encode()
    return client.post(f"{ANALYZE}?key={KEY}", content=content, headers=integration.headers)


@pytest.mark.parametrize("integration", INTEGRATIONS, ids=PAGES)
def test_a_program_finds_what_it_reads(client: httpx.Client, integration: Integration) -> None:
    answer = ask(client, integration)
    assert answer.status_code == 200, answer.text
    assert integration.read(answer.json())


@pytest.mark.parametrize("integration", INTEGRATIONS, ids=PAGES)
def test_the_picture_shows_what_is_sent_and_answered(
    client: httpx.Client, integration: Integration
) -> None:
    got = ask(client, integration).json()
    path = f"{ANALYZE}?key=..."
    drawn = draw_exchange(integration.program, path=path, sent=integration.body, got=got)
    if folder := os.environ.get("PICTURES"):
        Path(folder, f"{integration.page}.svg").write_text(drawn)
    assert (DOCS / f"{integration.page}.svg").read_text() == drawn


def test_every_page_has_its_picture_and_every_program_its_page() -> None:
    assert sorted(PAGES) == sorted(path.stem for path in DOCS.glob("*.md"))
    for page in PAGES:
        assert f"]({page}.svg)" in (DOCS / f"{page}.md").read_text()
    pictures = [path for path in DOCS.iterdir() if path.suffix != ".md"]
    assert max(path.stat().st_size for path in pictures) < LARGEST_PICTURE


def test_pages_are_shown_with_their_pictures_by_the_server(client: httpx.Client) -> None:
    for page in PAGES:
        shown = client.get(f"/docs/integrations/{page}", auth=("", KEY))
        sources = re.findall(r'<img src="([^"]+)"', shown.text)
        assert f"/docs/integrations/{page}.svg" in sources
        for source in sources:
            assert client.get(source, auth=("", KEY)).status_code == 200
        assert 'href="/docs/from-perspective' in shown.text


def test_corals_moderators_may_say_what_a_score_should_have_been(client: httpx.Client) -> None:
    told = {
        "comment": {"text": TEXT},
        "context": {"entries": [{"text": '{"url":"https://news.example.org/1"}'}]},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}},
        "languages": ["en"],
        "communityId": "Coral:https://coral.example.org",
        "clientToken": "comment:1",
    }
    answer = client.post(f"/v1alpha1/comments:suggestscore?key={KEY}", json=told)
    assert (answer.status_code, answer.json()) == (200, {"clientToken": "comment:1"})


def test_a_site_of_another_language_is_refused_and_not_called_clean(client: httpx.Client) -> None:
    coral = INTEGRATIONS[0]
    answer = client.post(f"{ANALYZE}?key={KEY}", json={**coral.body, "languages": ["de"]})
    assert answer.status_code == 400
    assert "attributeScores" not in answer.json()
