"""`python -m bot web` as a command: its addresses, keys and settings."""

import json
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.config.errors import SettingsError
from bot.config.settings import load_settings
from bot.web.serve import WebOptions, configure_server
from bot.web.server.http_connection import HttpConnection
from tests.bot.web.conftest import KEY
from tests.fakes.command import environment, run_bot, stand_in_command
from tests.fakes.waiting import TIMEOUT

SUGGESTED = {
    "comment": {"text": "oh you"},
    "attributeScores": {"INSULT": {"summaryScore": {"value": 0}}},
}


@contextmanager
def serving_api(*arguments: str, folder: Path, **names: str) -> Iterator[str]:
    """Run the API with the stand-in scorer in a process of its own; yield its address."""
    process = subprocess.Popen(
        [*stand_in_command(), "web", "--api-only", "--port", "0", *arguments],
        cwd=folder,
        env=environment(**names),
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    try:
        yield json.loads(process.stderr.readline())["at"]
    finally:
        process.terminate()
        process.communicate()
        assert process.returncode in (0, -signal.SIGTERM)


def test_it_needs_nothing_but_the_bundle_keeps_suggestions_in_a_file_and_holds_its_address(
    tmp_path: Path,
) -> None:
    with serving_api(folder=tmp_path) as address:
        assert address.startswith("http://127.0.0.1:")
        told = httpx.post(
            f"{address}/v1alpha1/comments:suggestscore", json=SUGGESTED, timeout=TIMEOUT
        )
        assert told.json() == {}
        port = address.rpartition(":")[2]
        second = run_bot("web", "--api-only", "--port", port, folder=tmp_path)
        assert second.returncode == 78
        assert b"Address already in use" in second.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["suggestions.jsonl"]


def test_suggestions_go_into_the_database_that_is_named(tmp_path: Path) -> None:
    with serving_api("--database", "sqlite:///parley.db", folder=tmp_path) as address:
        told = {**SUGGESTED, "communityId": "club"}
        assert (
            httpx.post(
                f"{address}/v1alpha1/comments:suggestscore", json=told, timeout=TIMEOUT
            ).json()
            == {}
        )
    with closing(sqlite3.connect(tmp_path / "parley.db")) as database:
        rows = database.execute("SELECT community, text, scores FROM suggestions").fetchall()
    assert rows == [("club", "oh you", '{"insult": 0.0}')]
    assert not (tmp_path / "suggestions.jsonl").exists()


def test_more_than_this_machine_needs_a_key_first(tmp_path: Path) -> None:
    done = run_bot("web", "--api-only", "--host", "0.0.0.0", "--port", "0", folder=tmp_path)  # noqa: S104
    assert done.returncode == 78
    assert b'--host: got "0.0.0.0"; allowed: 127.0.0.1, or any address once' in done.stderr
    assert b"PARLEY_WEB_KEYS" in done.stderr


def test_behind_a_proxy_others_ask_so_it_needs_a_key_too(tmp_path: Path) -> None:
    done = run_bot("web", "--api-only", "--behind-proxy", "--port", "0", folder=tmp_path)
    assert done.returncode == 78
    assert b"--behind-proxy: got no key; allowed: questions of others, once PARLEY_WEB" in (
        done.stderr
    )


@pytest.mark.parametrize(("arguments", "scheme"), [(["--behind-proxy"], "https"), ([], "http")])
def test_only_a_proxys_word_is_taken_for_how_a_client_asked(
    tmp_path: Path, arguments: list[str], scheme: str
) -> None:
    with serving_api(*arguments, folder=tmp_path, PARLEY_WEB_KEYS=KEY) as address:
        asked = f"{address}/$discovery/rest?key={KEY}"
        document = httpx.get(asked, headers={"X-Forwarded-Proto": "https"}, timeout=TIMEOUT).json()
    assert document["rootUrl"].startswith(f"{scheme}://")


def test_with_a_key_it_listens_everywhere_and_asks_for_it(tmp_path: Path) -> None:
    with serving_api("--host", "0.0.0.0", folder=tmp_path, PARLEY_WEB_KEYS=KEY) as address:  # noqa: S104
        here = address.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        assert httpx.get(f"{here}/metrics", timeout=TIMEOUT).status_code == 401
        assert httpx.get(f"{here}/metrics", auth=("", KEY), timeout=TIMEOUT).status_code == 200


@pytest.mark.parametrize("keys", ["short", f"{KEY},", f"{KEY},short", "ключ-из-многих-букв"])
def test_a_key_that_could_be_guessed_is_refused_and_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PARLEY_WEB_KEYS", keys)
    with pytest.raises(SettingsError) as caught:
        load_settings({})
    assert str(caught.value) == (
        "PARLEY_WEB_KEYS: got (not shown); allowed: keys of 16 ASCII characters or more, with "
        "commas between"
    )


def test_the_settings_for_pages_and_for_unknown_attributes_reach_the_api(tmp_path: Path) -> None:
    page = "https://forum.example.org"
    names = {"PARLEY_WEB_ORIGINS": page, "PARLEY_WEB_UNKNOWN": "refuse"}
    asked = {"comment": {"text": "hello"}, "requestedAttributes": {"INSULT": {}, "SPAM": {}}}
    with serving_api(folder=tmp_path, **names) as address:
        answer = httpx.post(
            f"{address}/v1alpha1/comments:analyze",
            json=asked,
            headers={"Origin": page},
            timeout=TIMEOUT,
        )
    assert answer.status_code == 400
    assert answer.headers["access-control-allow-origin"] == page


@pytest.mark.parametrize(
    "origins", ["*", "forum.example.org", "https://forum.example.org/", "https://a.org, b.org"]
)
def test_what_is_no_origin_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origins: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PARLEY_WEB_ORIGINS", origins)
    with pytest.raises(SettingsError, match=r"allowed: origins such as https://forum.example.org"):
        load_settings({})


def test_several_origins_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    origins = ["https://forum.example.org", "http://localhost:3000", "http://[::1]:3000"]
    monkeypatch.setenv("PARLEY_WEB_ORIGINS", ", ".join(origins))
    assert load_settings({})[0].allowed_origins == origins


def test_the_server_waits_for_no_half_sent_request(tmp_path: Path) -> None:
    options = WebOptions("127.0.0.1", 0, tmp_path / "suggestions.jsonl", has_page=False)
    assert configure_server(Starlette(), options).http is HttpConnection
