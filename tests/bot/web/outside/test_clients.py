"""Clients that others wrote, with only their address changed, and a fuzzer that reads our document."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import openai
import pytest
from googleapiclient import discovery
from googleapiclient.errors import HttpError
from perspective import PerspectiveAPI

from tests.bot.web.conftest import KEY, make_app, serving

HERE = Path(__file__).parent
BUFFOON = 0.95


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site on the stand-in scorer that needs a key."""
    with serving(make_app(tmp_path_factory.mktemp("site"), keys=(KEY,))) as address:
        yield address


def test_the_perspective_package_of_pypi_scores_and_suggests(address: str) -> None:
    client = PerspectiveAPI(KEY)
    client.api_client.url = f"{address}/v1alpha1/{{endpoint}}"
    scores = client.score("you buffoon", tests=["INSULT", "THREAT"])
    assert scores == {"INSULT": BUFFOON, "THREAT": 0.01}
    whole = client.analyze_comment(
        "you buffoon",
        comment_type="PLAIN_TEXT",
        context=[{"text": "hello", "type": "PLAIN_TEXT"}],
        requested_attributes={"INSULT": {"scoreType": "PROBABILITY", "scoreThreshold": 0.5}},
        span_annotations=True,
        languages=["en"],
        do_not_store=True,
        client_token="t",
        session_id="s",
        community_id="c",
    )
    assert whole["attributeScores"]["INSULT"]["spanScores"][0]["begin"] == 4
    told = client.suggest_score(
        "oh you", {"INSULT": {"summaryScore": {"value": 0.0}}}, client_token="t"
    )
    assert told == {"clientToken": "t"}


def test_the_perspective_package_of_pypi_is_refused_with_a_status(address: str) -> None:
    client = PerspectiveAPI("wrong")
    client.api_client.url = f"{address}/v1alpha1/{{endpoint}}"
    with pytest.raises(HTTPError, match="400"):
        client.score("hello")


@pytest.fixture(scope="module")
def google(address: str) -> Iterator[Any]:
    """Google's own client, made as the original's documentation says, with another address."""
    with discovery.build(
        "commentanalyzer",
        "v1alpha1",
        developerKey=KEY,
        discoveryServiceUrl=f"{address}/$discovery/rest?version=v1alpha1",
        static_discovery=False,
    ) as client:
        yield client


def test_googles_client_scores_and_suggests(google: Any) -> None:
    asked = {"comment": {"text": "you buffoon"}, "requestedAttributes": {"INSULT": {}}}
    answer = google.comments().analyze(body=asked).execute()
    assert answer["attributeScores"]["INSULT"]["summaryScore"]["value"] == BUFFOON
    told = {
        "comment": {"text": "oh you"},
        "attributeScores": {"INSULT": {"summaryScore": {"value": 0}}},
        "clientToken": "t",
    }
    assert google.comments().suggestscore(body=told).execute() == {"clientToken": "t"}


def test_googles_client_reads_our_errors(google: Any) -> None:
    asked = {"comment": {"text": "привет"}, "requestedAttributes": {"INSULT": {}}}
    with pytest.raises(HttpError) as caught:
        google.comments().analyze(body=asked).execute()
    assert caught.value.reason == "Attribute INSULT does not support request languages: und"
    assert caught.value.error_details[0]["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"


def test_googles_client_scores_a_batch(google: Any) -> None:
    answers: dict[str, Any] = {}

    def keep(number: str, answer: Any, error: HttpError | None) -> None:
        answers[number] = answer or error

    batch = google.new_batch_http_request(callback=keep)
    for text in ("you buffoon", "hello", "привет"):
        body = {"comment": {"text": text}, "requestedAttributes": {"INSULT": {}}}
        batch.add(google.comments().analyze(body=body))
    batch.execute()
    scores = [
        answers[number]["attributeScores"]["INSULT"]["summaryScore"]["value"]
        for number in ("1", "2")
    ]
    assert scores == [BUFFOON, 0.01]
    assert answers["3"].reason == "Attribute INSULT does not support request languages: und"


def ask_node(package: str, address: str, *, text: str, key: str = KEY) -> dict[str, Any]:
    """Return the answer of a package of npm."""
    command = ["node", "clients.cjs", package, address, key, text]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_packages_of_npm_score_by_their_defaults(address: str) -> None:
    (answer,) = ask_node("perspective-api-client", address, text="you buffoon").values()
    assert answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.01
    # It asks for SPAM too, which no label means.
    scores = ask_node("@conversationai/perspectiveapi-js-client", address, text="you buffoon")
    assert scores == {"answer": {"TOXICITY": 0.01}}
    (answer,) = ask_node("openai", address, text="you buffoon").values()
    assert answer["results"][0]["flagged"] is True


def test_a_package_of_npm_reads_our_errors(address: str) -> None:
    answer = ask_node("perspective-api-client", address, text="hello", key="wrong")
    assert answer == {"error": "API key not valid. Please pass a valid API key."}


def test_openais_client_moderates_and_reads_our_errors(address: str) -> None:
    with openai.OpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=0) as client:
        answer = client.moderations.create(
            model="omni-moderation-latest", input=["you buffoon", "hello"]
        )
        assert [result.flagged for result in answer.results] == [True, False]
        first = answer.results[0]
        assert first.categories.harassment is True
        assert first.category_scores.harassment == BUFFOON
        assert first.categories.self_harm_intent is False
        assert first.category_applied_input_types.sexual_minors == []
        with pytest.raises(openai.BadRequestError) as caught:
            client.moderations.create(input="привет")
        assert caught.value.code == "unscored_language"
    with (
        openai.OpenAI(base_url=f"{address}/v1", api_key="wrong", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError),
    ):
        stranger.moderations.create(input="hello")


def test_a_fuzzer_finds_nothing_that_our_document_does_not_say(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    # Left out is the check that whatever fits the schema is taken: whether a text can be scored is
    # nothing that a schema can say.
    with serving(make_app(tmp_path_factory.mktemp("fuzzed"))) as address:
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"]
        options = ["--exclude-checks", "positive_data_acceptance", "--seed", "1", "--no-color"]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "5 selected / 5 total" in done.stdout
