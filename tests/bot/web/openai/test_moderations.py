"""`/v1/moderations` and `/v1/models`, by HTTP, on words whose scores the stand-in knows."""

import httpx
import pytest

from classifier import load
from tests.fakes.scorer import StandInScorer

IMAGE = {"type": "image_url", "image_url": {"url": "https://example.org/cat.png"}}


def moderate(client: httpx.Client, given: object, **fields: object) -> httpx.Response:
    asked = {"model": "omni-moderation-latest", "input": given, **fields}
    return client.post("/v1/moderations", json=asked)


def test_a_text_is_judged_in_openais_categories(client: httpx.Client) -> None:
    answer = moderate(client, "you buffoon").json()
    (result,) = answer["results"]
    assert answer["id"].startswith("modr-")
    assert answer["model"] == "parley-stand-in"
    assert result["flagged"] is True
    assert [name for name, is_so in result["categories"].items() if is_so] == ["harassment"]
    assert result["category_scores"]["harassment"] == 0.95


def test_a_category_that_no_label_means_is_applied_to_no_input(client: httpx.Client) -> None:
    (result,) = moderate(client, "hello").json()["results"]
    assert result["flagged"] is False
    assert result["category_applied_input_types"]["harassment"] == ["text"]
    assert result["category_applied_input_types"]["sexual"] == []
    assert result["categories"].keys() == result["category_scores"].keys()


@pytest.mark.parametrize(
    "given", [["beware", "hello"], [{"type": "text", "text": t} for t in ("beware", "hello")]]
)
def test_several_texts_get_a_result_each(client: httpx.Client, given: object) -> None:
    results = moderate(client, given).json()["results"]
    assert [result["categories"]["violence"] for result in results] == [True, False]
    assert [result["flagged"] for result in results] == [True, False]


@pytest.mark.parametrize("given", ["", [], "привет", ["привет", " "], [IMAGE], 3, None, [3], {}])
def test_what_cannot_be_scored_is_never_called_clean(client: httpx.Client, given: object) -> None:
    answer = moderate(client, given)
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_texts_without_scores_do_not_fail_the_others_and_are_marked_and_named(
    client: httpx.Client,
) -> None:
    answer = moderate(client, ["beware", "привет", "hello", "", "x" * 30_000])
    results = answer.json()["results"]
    assert [result["flagged"] for result in results] == [True, False, False, False, False]
    applied = [any(result["category_applied_input_types"].values()) for result in results]
    assert applied == [True, False, True, False, False]
    assert answer.headers["x-parley-unscored"] == "1=language, 3=empty, 4=too_long"
    assert "x-parley-unscored" not in moderate(client, ["hello"]).headers


@pytest.mark.parametrize("given", [[IMAGE], [{"type": "text", "text": "hello"}, IMAGE]])
def test_an_image_is_refused_in_words(client: httpx.Client, given: object) -> None:
    error = moderate(client, given).json()["error"]
    number = len(given) - 1  # type: ignore[arg-type]
    says = f"input[{number}] is an image: this model scores texts only"
    assert error["message"] == f"Invalid value at 'input': {says}"


@pytest.mark.parametrize("given", [None, 3, [3], [{"type": "audio"}], ["a", {"type": "text"}], {}])
def test_a_wrong_input_is_refused_without_a_word_about_the_program(
    client: httpx.Client, given: object
) -> None:
    message = moderate(client, given).json()["error"]["message"]
    assert not [word for word in ("function", "pydantic", "list[", "TextPart") if word in message]
    assert "text" in message


def test_the_bundle_is_listed_with_its_hash_and_date(client: httpx.Client) -> None:
    (model,) = client.get("/v1/models").json()["data"]
    assert model == {
        "id": "parley-stand-in",
        "object": "model",
        "created": 1793491200,
        "owned_by": "parley",
        "version": "stand-in",
        "sha256": "5" * 64,
        "released_on": "2026-11-01",
        "languages": ["en"],
    }
    for name in ("parley-stand-in", "stand-in", "5" * 64):
        assert client.get(f"/v1/models/{name}").json() == model
    assert client.get("/v1/models/other").json()["error"]["code"] == "model_not_found"


def test_the_real_bundle_can_be_told_by_the_same() -> None:
    scorer = load()
    assert len(scorer.sha256) == len(StandInScorer.sha256)
    assert (scorer.released_on, *scorer.languages) >= ("2026-11-23", "en")


@pytest.mark.parametrize("fields", [{"model": "parley-0.9"}, {"model_version": "0.9"}])
def test_another_version_than_this_is_not_answered_with_this_one(
    client: httpx.Client, fields: dict[str, str]
) -> None:
    answer = moderate(client, "hello", **fields)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "model_not_found"


@pytest.mark.parametrize("fields", [{"model": "parley-stand-in"}, {"model_version": "stand-in"}])
def test_this_version_can_be_asked_for(client: httpx.Client, fields: dict[str, str]) -> None:
    assert moderate(client, "hello", **fields).status_code == 200
