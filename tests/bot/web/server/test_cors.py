"""Pages of other origins: those that are named may ask the API."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.bot.web.conftest import KEY, make_app, serving

PAGE = "https://forum.example.org"
ANALYZE = "/v1alpha1/comments:analyze"
ASKED = {"comment": {"text": "hello"}, "requestedAttributes": {"INSULT": {}, "SPAM": {}}}


@pytest.fixture(scope="module")
def locked(folder: Path) -> Iterator[httpx.Client]:
    """A client of a site with a key, which one origin may ask."""
    app = make_app(folder, keys=(KEY,), origins=(PAGE,))
    with serving(app) as address, httpx.Client(base_url=address) as client:
        yield client


def preflight(client: httpx.Client, *, origin: str, path: str = ANALYZE) -> httpx.Response:
    asks = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-requested-with",
    }
    return client.options(path, headers=asks)


def test_a_preflight_needs_no_key_and_allows_what_the_page_sends(locked: httpx.Client) -> None:
    answer = preflight(locked, origin=PAGE)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert "content-type" in answer.headers["access-control-allow-headers"]


def test_an_answer_and_a_refusal_can_be_read_by_the_page(locked: httpx.Client) -> None:
    for key, status in ((KEY, 200), ("wrong", 400)):
        answer = locked.post(f"{ANALYZE}?key={key}", json=ASKED, headers={"Origin": PAGE})
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == PAGE
        exposed = answer.headers["access-control-expose-headers"]
        assert "X-Parley-Unknown-Attributes" in exposed
        assert "X-Parley-Model" in exposed


def test_another_origin_is_told_what_would_allow_it(locked: httpx.Client) -> None:
    answer = preflight(locked, origin="https://elsewhere.example.org")
    assert answer.status_code == 405
    assert "PARLEY_WEB_ORIGINS" in answer.json()["error"]["message"]
    assert "access-control-allow-origin" not in answer.headers


def test_the_page_of_the_site_itself_stays_closed_to_other_origins(locked: httpx.Client) -> None:
    assert "access-control-allow-origin" not in preflight(locked, origin=PAGE, path="/").headers
