"""API keys in each client protocol, rate limits, and wrong keys."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from bot.web.server.api_keys import FREE_WRONG_KEYS, WRONG_KEY_SECONDS
from tests.bot.web.conftest import KEY, OTHER_KEY, Clock, make_app, serving

ANALYZE = "/v1alpha1/comments:analyze"
ASKED = {"comment": {"text": "hello"}, "requestedAttributes": {"INSULT": {}}}
MODERATE = "/v1/moderations"


@pytest.fixture(scope="module")
def locked(folder: Path) -> Iterator[httpx.Client]:
    """A client of a site with two keys."""
    with (
        serving(make_app(folder, keys=(KEY, OTHER_KEY))) as address,
        httpx.Client(base_url=address) as client,
    ):
        yield client


def test_a_key_opens_the_api_from_the_address_or_from_a_header(locked: httpx.Client) -> None:
    for key in (KEY, OTHER_KEY):
        assert locked.post(ANALYZE, params={"key": key}, json=ASKED).status_code == 200
        assert locked.post(ANALYZE, headers={"X-Goog-Api-Key": key}, json=ASKED).status_code == 200
        bearer = {"Authorization": f"Bearer {key}"}
        assert locked.post(ANALYZE, headers=bearer, json=ASKED).status_code == 200
        assert locked.post(MODERATE, headers=bearer, json={"input": "hello"}).status_code == 200


def test_no_key_and_a_wrong_one_are_refused_as_google_does(locked: httpx.Client) -> None:
    missing = locked.post(ANALYZE, json=ASKED)
    assert (missing.status_code, missing.json()["error"]["status"]) == (403, "PERMISSION_DENIED")
    wrong = locked.post(ANALYZE, params={"key": KEY + "x"}, json=ASKED)
    error = wrong.json()["error"]
    assert (error["code"], error["message"], error["details"][0]["reason"]) == (
        400,
        "API key not valid. Please pass a valid API key.",
        "API_KEY_INVALID",
    )


def test_no_key_and_a_wrong_one_are_refused_as_openai_does(locked: httpx.Client) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer = locked.post(MODERATE, headers=headers, json={"input": "hello"})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] in ("api_key_missing", "api_key_invalid")


@pytest.mark.parametrize("path", ["/", "/metrics", "/openapi.json", "/gradio_api/info"])
def test_everything_else_asks_a_browser_for_a_password_which_is_a_key(
    locked: httpx.Client, path: str
) -> None:
    for wrong in (None, ("anyone", "wrong"), ("anyone", "")):
        answer = locked.get(path, auth=wrong)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic")
    assert locked.get(path, auth=("anyone", KEY)).status_code in (200, 404)
    assert locked.get(path, headers={"Authorization": "Basic ~"}).status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_whether_it_lives_is_told_to_everyone(locked: httpx.Client, path: str) -> None:
    assert locked.get(path).json() == {"status": "ok"}


def test_each_key_has_its_own_rate_and_is_told_when_to_come_again(folder: Path) -> None:
    clock = Clock()
    app = make_app(folder, keys=(KEY, OTHER_KEY), rate=2, clock=clock)
    with serving(app) as address, httpx.Client(base_url=address) as client:

        def load(key: str) -> httpx.Response:
            return client.post(ANALYZE, params={"key": key}, json=ASKED)

        assert [load(KEY).status_code for _ in range(3)] == [200, 200, 429]
        refused = load(KEY)
        assert refused.json()["error"]["status"] == "RESOURCE_EXHAUSTED"
        assert refused.headers["retry-after"] == "1"
        assert load(OTHER_KEY).status_code == 200
        clock.now += 0.5
        assert [load(KEY).status_code for _ in range(2)] == [200, 429]


def test_a_rate_also_holds_where_no_key_is_needed(folder: Path) -> None:
    with serving(make_app(folder, rate=1, clock=Clock())) as address:
        answers = [httpx.post(f"{address}{ANALYZE}", json=ASKED) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]


def test_a_body_of_more_than_two_megabytes_is_refused_unread(client: httpx.Client) -> None:
    answer = client.post(ANALYZE, content=b" " * (2 << 20) + b"{}")
    assert answer.status_code == 400
    assert "exceeds the limit: 2097152 bytes" in answer.json()["error"]["message"]


def test_the_page_is_sent_no_body_of_unknown_length(client: httpx.Client) -> None:
    answer = client.post("/gradio_api/upload", content=iter([b"{}"]))
    assert answer.json()["error"]["message"] == "A body needs a Content-Length."


def test_wrong_keys_are_counted_logged_without_the_key_and_slowed(folder: Path) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    clock = Clock()
    app = make_app(folder, keys=(KEY,), clock=clock, sleep=sleep)
    with (
        capture_logs() as logs,
        serving(app) as address,
        httpx.Client(base_url=address) as client,
    ):

        def load(key: str) -> int:
            return client.post(ANALYZE, params={"key": key}, json=ASKED).status_code

        assert [load("a-wrong-key") for _ in range(FREE_WRONG_KEYS)] == [400] * FREE_WRONG_KEYS
        assert waited == []
        assert (load("a-wrong-key"), load(KEY)) == (400, 200)
        assert waited == [WRONG_KEY_SECONDS]
        clock.now += WRONG_KEY_SECONDS
        assert client.get("/metrics", auth=("", "a-wrong-key")).status_code == 401
        assert waited == [WRONG_KEY_SECONDS]
        told = client.get("/metrics", auth=("", KEY)).text
    assert f"parley_web_wrong_keys_total {FREE_WRONG_KEYS + 2}.0" in told
    warned = [line for line in logs if line["event"] == "wrong API key"]
    assert [line["address"] for line in warned] == ["127.0.0.1"]
    assert "a-wrong-key" not in str(logs)


def test_a_missing_key_is_not_a_wrong_one(locked: httpx.Client) -> None:
    before = locked.get("/metrics", auth=("", KEY)).text
    locked.post(ANALYZE, json=ASKED)
    after = locked.get("/metrics", auth=("", KEY)).text
    count = re.compile(r"parley_web_wrong_keys_total \S+")
    assert count.findall(before) == count.findall(after)


@pytest.mark.parametrize("path", ["/docs", "/docs/measuring"])
def test_the_documentation_needs_no_key(locked: httpx.Client, path: str) -> None:
    assert locked.get(path).status_code == 200
