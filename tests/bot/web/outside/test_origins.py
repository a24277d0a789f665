"""A page of another origin, in Chromium; and addresses beside the page."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.bot.web.conftest import KEY, make_app, serving
from tests.bot.web.outside.conftest import Site

ASK = """async ([address, headers, mode]) => {
    const asked = {comment: {text: "you buffoon"}, requestedAttributes: {INSULT: {}}};
    const body = new Blob([JSON.stringify(asked)]);
    const options = {method: "POST", headers, body, mode};
    try {
        const answer = await fetch(address, options);
        if (mode === "no-cors") return answer.type;
        const scores = (await answer.json()).attributeScores;
        return scores.INSULT.summaryScore.value;
    } catch (error) { return error.name }
}"""
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def forum() -> Iterator[str]:
    """The address of somebody's forum."""

    async def show(_: Request) -> HTMLResponse:
        return HTMLResponse("<title>a forum</title>")

    with serving(Starlette(routes=[Route("/", show)])) as address:
        yield address


@pytest.fixture
def page(browser: Browser, forum: str) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(forum)
        yield page


def test_a_page_of_a_named_origin_reads_the_scores(page: Page, forum: str, tmp_path: Path) -> None:
    with serving(make_app(tmp_path, keys=(KEY,), origins=(forum,))) as address:
        asked = f"{address}/v1alpha1/comments:analyze?key={KEY}"
        assert page.evaluate(ASK, [asked, JSON, "cors"]) == 0.95


def test_a_page_of_another_origin_reads_nothing_and_is_not_scored(
    page: Page, tmp_path: Path
) -> None:
    with serving(make_app(tmp_path)) as address:
        asked = f"{address}/v1alpha1/comments:analyze"
        assert page.evaluate(ASK, [asked, JSON, "cors"]) == "TypeError"
        assert page.evaluate(ASK, [asked, {}, "no-cors"]) == "opaque"
        counted = httpx.get(f"{address}/metrics").text
    assert 'place="/v1alpha1/comments:analyze",status="400"' in counted
    assert 'place="/v1alpha1/comments:analyze",status="200"' not in counted


@pytest.mark.parametrize("path", ["/nowhere", "/v1alpha2/comments:analyze", "/gradio_api/nowhere"])
def test_an_unknown_address_beside_the_page_leads_to_the_documentation(
    site: Site, path: str
) -> None:
    answer = httpx.post(f"{site.address}{path}", json={})
    assert answer.status_code in (404, 405)
    help_ = answer.json()["error"]["details"][-1]
    assert help_["links"][0]["url"] == f"{site.address}/docs"
    assert httpx.get(f"{site.address}/docs").status_code == 200
