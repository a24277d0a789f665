"""`comments:analyze` on a bundle of many languages: which it answers in, and which attributes each has."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.bot.web.conftest import make_app, serving
from tests.fakes.scorer import MultilingualStandIn


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    app = make_app(folder, scorer=MultilingualStandIn())
    with serving(app) as address, httpx.Client(base_url=address) as client:
        yield client


def analyze(client: httpx.Client, text: str, *names: str, **fields: object) -> httpx.Response:
    asked = {
        "comment": {"text": text},
        "requestedAttributes": {name: {} for name in names or ("TOXICITY",)},
        **fields,
    }
    return client.post("/v1alpha1/comments:analyze", json=asked)


@pytest.mark.parametrize(
    ("text", "language"), [("sersem herif", "tr"), ("seu tolo", "pt"), ("silly you", "en")]
)
def test_the_language_is_detected_where_it_is_not_named(
    client: httpx.Client, text: str, language: str
) -> None:
    answer = analyze(client, text).json()

    assert answer["detectedLanguages"] == [language]
    assert answer["languages"] == [language]


def test_a_comment_is_scored_in_the_language_that_is_asked_for(client: httpx.Client) -> None:
    answer = analyze(client, "sersem herif", languages=["tr"]).json()

    assert answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.95
    assert answer["languages"] == ["tr"]


def test_a_language_that_the_bundle_does_not_score_is_refused(client: httpx.Client) -> None:
    answer = analyze(client, "merhaba", languages=["cs"])

    assert answer.status_code == 400
    details = answer.json()["error"]["details"][0]
    assert details["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"


def test_an_attribute_that_the_language_does_not_have_is_refused_by_name(
    client: httpx.Client,
) -> None:
    answer = analyze(client, "sersem herif", "TOXICITY", "INSULT")

    assert answer.status_code == 400
    fault = answer.json()["error"]["details"][0]["languageNotSupportedByAttributeError"]
    assert fault["attribute"] == "INSULT"
    assert fault["detectedLanguages"] == ["tr"]


def test_it_is_left_out_where_the_caller_allows_it(client: httpx.Client) -> None:
    answer = analyze(
        client,
        "sersem herif",
        "TOXICITY",
        "INSULT",
        doNotStore=True,
        dropUnsupportedAttributes=True,
    ).json()

    assert list(answer["attributeScores"]) == ["TOXICITY"]


def test_openais_endpoint_applies_the_categories_that_the_language_has(
    client: httpx.Client,
) -> None:
    answer = client.post("/v1/moderations", json={"input": "sersem herif"}).json()
    result = answer["results"][0]

    assert result["flagged"]
    assert result["category_applied_input_types"]["harassment"] == ["text"]
    assert result["category_applied_input_types"]["hate"] == []
