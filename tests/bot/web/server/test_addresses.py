"""Addresses and methods that there are not, and the page that explains those that there are."""

import re

import httpx
import pytest

from bot.web.server.docs_pages import _list_pages

ANALYZE = "/v1alpha1/comments:analyze"
ASKED = {"comment": {"text": "hello"}, "requestedAttributes": {"INSULT": {}}}


def link(answer: httpx.Response) -> str:
    """Return the link of an error in Google's shape."""
    (detail,) = [d for d in answer.json()["error"]["details"] if d["@type"].endswith(".Help")]
    return str(detail["links"][0]["url"])


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", ANALYZE, 405),
        ("OPTIONS", ANALYZE, 405),
        ("POST", "/v1alpha1/comments:other", 404),
        ("POST", "/v1alpha1", 404),
        ("GET", "/", 404),
        ("POST", "/comments:analyze", 404),
        ("DELETE", "/v1beta/somewhere", 404),
    ],
)
def test_an_error_has_googles_shape_and_leads_to_the_page_that_explains(
    client: httpx.Client, method: str, path: str, code: int
) -> None:
    answer = client.request(method, path)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (code, code)
    assert "/v1alpha1/comments:analyze" in error["message"]
    assert link(answer) == f"{client.base_url}/docs"


def test_a_wrong_method_names_the_right_one(client: httpx.Client) -> None:
    for method in ("HEAD", "OPTIONS", "GET", "PUT"):
        answer = client.request(method, ANALYZE)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs"])
def test_what_watches_may_ask_for_the_head_alone(client: httpx.Client, path: str) -> None:
    assert client.head(path).status_code == 200


def test_openais_clients_get_their_own_shape(client: httpx.Client) -> None:
    answer = client.post("/v1/embeddings", json={})
    assert answer.status_code == 404
    assert f"{client.base_url}/docs" in answer.json()["error"]["message"]
    assert answer.json()["error"]["code"] == "not_found"


def test_slashes_too_many_change_nothing(client: httpx.Client) -> None:
    for path in (f"/{ANALYZE}", "/v1alpha1//comments:analyze", f"{ANALYZE}/"):
        assert client.post(f"{client.base_url}{path}", json=ASKED).status_code == 200


def test_the_documentation_is_a_page_with_its_links_led_to_pages_here(client: httpx.Client) -> None:
    shown = client.get("/docs")
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1" in shown.text
    assert 'id="thresholds"' in shown.text
    assert 'href="/docs/model-card"' in shown.text
    assert client.get("/docs/model-card").status_code == 200
    assert "Measuring with Parley" in client.get("/docs/measuring").text


@pytest.mark.parametrize("name", sorted(_list_pages()))
def test_no_link_and_no_picture_of_a_page_is_dead(client: httpx.Client, name: str) -> None:
    shown = client.get(f"/docs/{name}").text
    targets = set(re.findall(r'(?:href|src)="(/[^"#]*)', shown))
    assert {path: client.head(path).status_code for path in targets} == dict.fromkeys(targets, 200)


@pytest.mark.parametrize("path", ["/docs/none", "/docs/../README", "/docs/%2e%2e/.env"])
def test_nothing_but_documentation_is_shown(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404
