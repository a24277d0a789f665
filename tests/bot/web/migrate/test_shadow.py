"""The shadow mode: both models are asked, ours never waits for Google, and both scores are kept."""

import asyncio
import gzip
import os
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import httpx
import orjson
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.requests import Request
from starlette.responses import Response
from structlog.testing import capture_logs

from bot.config.errors import SettingsError
from bot.config.settings import load_settings
from bot.web.migrate import shadow as shadow_module
from bot.web.migrate.old_scores import Row, read_rows
from bot.web.migrate.shadow import Shadow
from bot.web.migrate.shadow_file import ShadowFile
from bot.web.migrate.shadow_middleware import ShadowMiddleware
from bot.web.server.request_body import read_json
from tests.bot.web.test_serve import serving_api
from tests.fakes.command import ROOT, environment
from tests.fakes.perspective import KEY, FakePerspective
from tests.fakes.waiting import TIMEOUT

PATH = "/v1alpha1/comments:analyze"
ASKED = {"comment": {"text": "you clown"}, "requestedAttributes": {"TOXICITY": {}, "INSULT": {}}}
OURS = {"TOXICITY": 0.75, "INSULT": 0.5}


def make_site() -> FastAPI:
    """An API that answers `OURS`, and 400 where nothing was asked for."""
    site = FastAPI()

    @site.post(PATH)
    async def analyze(request: Request) -> Response:
        body = await read_json(request)
        assert isinstance(body, dict)
        asked = body["requestedAttributes"]
        scores = {name: {"summaryScore": {"value": OURS[name]}} for name in asked}
        content = orjson.dumps({"attributeScores": scores})
        return Response(content, 200 if asked else 400, media_type="application/json")

    return site


@dataclass
class Running:
    """A shadowed site: a client of it, its file, and its metrics."""

    client: httpx.AsyncClient
    path: Path
    registry: CollectorRegistry

    async def ask(self, asked: object = ASKED) -> httpx.Response:
        return await self.client.post(f"{PATH}?key=ours", json=asked)

    async def until(self, result: str, times: int) -> None:
        """Wait until so many requests had this result."""
        async with asyncio.timeout(TIMEOUT):
            while self.count(result) != times:
                await asyncio.to_thread(self.path.exists)  # lets others work

    def count(self, result: str) -> float | None:
        return self.registry.get_sample_value("parley_web_shadow_total", {"result": result})


@asynccontextmanager
async def running(
    address: str,
    folder: Path,
    *,
    answers: Literal["ours", "theirs"] = "ours",
    keeps_texts: bool = False,
    patience: float = 60,
) -> AsyncIterator[Running]:
    path, registry = folder / "shadow.csv", CollectorRegistry()
    shadow = Shadow(
        address,
        ShadowFile(path),
        registry=registry,
        keeps_texts=keeps_texts,
        now=lambda: datetime(2026, 11, 28, 12, tzinfo=UTC),
    )
    app = ShadowMiddleware(make_site(), shadow, answers=answers, patience=patience)
    transport = httpx.ASGITransport(app=app)
    async with (
        shadow.running(),
        httpx.AsyncClient(transport=transport, base_url="http://site") as client,
    ):
        yield Running(client, path, registry)


async def test_both_scores_are_recorded_side_by_side_without_the_text(tmp_path: Path) -> None:
    async with FakePerspective() as google, running(google.address, tmp_path) as site:
        answer = await site.ask()
        await site.until("recorded", 1)
    assert answer.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.75
    assert google.asked == [ASKED]
    assert read_rows(site.path) == [Row("", dict.fromkeys(OURS, 0.25), OURS)]
    assert "clown" not in site.path.read_text()
    assert stat.S_IMODE(site.path.stat().st_mode) == 0o600


async def test_what_ours_takes_and_theirs_does_not_is_put_right_for_them(tmp_path: Path) -> None:
    written = (
        "{comment: {text: 'you clown'}, requestedAttributes: {TOXICITY: {}, INSULT: {}}, "
        "modelVersion: '2026.11.3'}"
    )
    headers = {"Content-Encoding": "gzip"}
    async with FakePerspective() as google, running(google.address, tmp_path) as site:
        await site.client.post(PATH, content=gzip.compress(written.encode()), headers=headers)
        await site.until("recorded", 1)
    assert google.asked == [ASKED]


async def test_texts_are_kept_only_if_asked_for_and_run_in_no_spreadsheet(tmp_path: Path) -> None:
    async with (
        FakePerspective() as google,
        running(google.address, tmp_path, keeps_texts=True) as site,
    ):
        await site.ask({**ASKED, "comment": {"text": "=1+1"}})
        await site.ask()
        await site.until("recorded", 2)
    assert {row.text for row in read_rows(site.path)} == {"'=1+1", "you clown"}


async def test_theirs_answers_where_that_is_asked_for(tmp_path: Path) -> None:
    async with (
        FakePerspective() as google,
        running(google.address, tmp_path, answers="theirs") as site,
    ):
        answer = await site.ask()
    assert answer.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.25
    assert answer.headers["x-parley-answer"] == "perspective"
    assert int(answer.headers["content-length"]) == len(answer.content)


async def test_ours_does_not_wait_for_a_slow_google(tmp_path: Path) -> None:
    async with FakePerspective() as google, running(google.address, tmp_path) as site:
        google.is_held = True
        assert (await site.ask()).status_code == 200
        await google.until_asked(1)
        assert not google.released.is_set()
        assert (await site.ask()).status_code == 200


async def test_where_theirs_comes_too_late_ours_answers(tmp_path: Path) -> None:
    async with (
        FakePerspective() as google,
        running(google.address, tmp_path, answers="theirs", patience=0.01) as site,
    ):
        google.is_held = True
        answer = await site.ask()
    assert answer.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.75
    assert "x-parley-answer" not in answer.headers


@pytest.mark.parametrize("status", [429, 500])
async def test_after_a_failure_nobody_waits_for_google_until_it_answers_again(
    tmp_path: Path, status: int
) -> None:
    with capture_logs() as logs:
        async with (
            FakePerspective(status=status) as google,
            running(google.address, tmp_path, answers="theirs") as site,
        ):
            first = await site.ask()
            google.is_held = True
            second = await site.ask()  # nobody could wait for what never comes
    for answer in (first, second):
        assert answer.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.75
    assert site.count("failed") == 1
    assert [(each["event"], each["reason"]) for each in logs] == [
        ("perspective does not answer", str(status))
    ]


async def test_a_google_that_is_gone_is_told_without_the_key(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}{PATH}?key={KEY}"
    with capture_logs() as logs:
        async with running(address, tmp_path, answers="theirs") as site:
            assert (await site.ask()).status_code == 200
    assert site.count("failed") == 1
    assert KEY not in str(logs)
    assert not site.path.exists()


async def test_what_ours_refuses_google_is_not_asked(tmp_path: Path) -> None:
    async with FakePerspective() as google, running(google.address, tmp_path) as site:
        assert (await site.ask({**ASKED, "requestedAttributes": {}})).status_code == 400
        await site.ask()
        await google.until_asked(1)
        assert google.asked == [ASKED]


async def test_what_does_not_fit_the_queue_is_counted_and_never_waits(tmp_path: Path) -> None:
    registry = CollectorRegistry()
    file = ShadowFile(tmp_path / "shadow.csv")
    shadow = Shadow("http://127.0.0.1:1/", file, registry=registry, keeps_texts=False)
    waiting = [shadow.submit(b"{}", b"{}") for _ in range(shadow_module._MAX_WAITING)]
    assert not any(each.done() for each in waiting)
    assert await shadow.submit(b"{}", b"{}") is None
    assert registry.get_sample_value("parley_web_shadow_total", {"result": "dropped"}) == 1


async def test_a_file_that_cannot_be_written_fails_no_answer(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with FakePerspective() as google, running(google.address, tmp_path) as site:
            site.path.mkdir()
            for n in (1, 2):
                assert (await site.ask()).status_code == 200
                await site.until("failed", n)
    assert {each["event"] for each in logs} == {"shadow scores are not written"}


APPENDING = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.web.migrate.shadow_file import ShadowFile, ShadowRow

row = ShadowRow(datetime.now(UTC), sys.argv[2], {"TOXICITY": 0.5}, {"TOXICITY": 0.25})
print("ready", flush=True)
sys.stdin.read()
for n in range(500):
    ShadowFile(Path(sys.argv[1]) / f"{n}.csv").append(row)
"""


def test_several_processes_write_one_header(tmp_path: Path) -> None:
    held, gate = os.pipe()
    writing = [
        subprocess.Popen(
            [sys.executable, "-c", APPENDING, str(tmp_path), text],
            cwd=ROOT,
            env=environment(),
            stdin=held,
            stdout=subprocess.PIPE,
        )
        for text in ("first", "second", "third")
    ]
    for process in writing:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
    for end in (gate, held):  # now all begin
        os.close(end)
    for process in writing:
        process.communicate()
        assert process.returncode == 0
    for n in range(500):
        rows = read_rows(tmp_path / f"{n}.csv")
        assert sorted(row.text for row in rows) == ["first", "second", "third"]


async def test_the_command_asks_google_too(tmp_path: Path) -> None:
    async with FakePerspective() as google:
        names = {"PARLEY_WEB_SHADOW": google.address, "PARLEY_WEB_SHADOW_ANSWERS": "theirs"}

        def ask() -> httpx.Response:
            with serving_api(folder=tmp_path, **names) as address:
                return httpx.post(f"{address}{PATH}", json=ASKED, timeout=TIMEOUT)

        answer = await asyncio.to_thread(ask)
    assert answer.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.25


@pytest.mark.parametrize(
    "address",
    [
        "commentanalyzer.googleapis.com",
        "http://commentanalyzer.googleapis.com/v1alpha1/comments:analyze?key=k",
        "https://commentanalyzer.googleapis.com/?key=k",
    ],
)
def test_an_address_that_could_not_work_is_refused_and_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PARLEY_WEB_SHADOW", address)
    with pytest.raises(
        SettingsError, match=r"PARLEY_WEB_SHADOW: got \(not shown\); allowed: Persp"
    ):
        load_settings({})
