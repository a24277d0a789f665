"""`python -m bot web` as a command: where it listens, and what it asks for first."""

import json
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from bot.config.errors import SettingsError
from bot.config.settings import load_settings
from tests.bot.web.conftest import KEY
from tests.fakes.command import environment, run_bot, with_stand_in

SUGGESTED = {
    "comment": {"text": "oh you"},
    "attributeScores": {"INSULT": {"summaryScore": {"value": 0}}},
}


@contextmanager
def serving_api(*arguments: str, folder: Path, **names: str) -> Iterator[str]:
    """The API with the stand-in scorer, in a process of its own; its address."""
    process = subprocess.Popen(
        [*with_stand_in(), "web", "--api-only", "--port", "0", *arguments],
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
        told = httpx.post(f"{address}/v1alpha1/comments:suggestscore", json=SUGGESTED)
        assert told.json() == {}
        port = address.rpartition(":")[2]
        second = run_bot("web", "--api-only", "--port", port, folder=tmp_path)
        assert second.returncode == 78
        assert b"Address already in use" in second.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["suggestions.jsonl"]


def test_suggestions_go_into_the_database_that_is_named(tmp_path: Path) -> None:
    with serving_api("--database", "sqlite:///parley.db", folder=tmp_path) as address:
        told = {**SUGGESTED, "communityId": "club"}
        assert httpx.post(f"{address}/v1alpha1/comments:suggestscore", json=told).json() == {}
    with closing(sqlite3.connect(tmp_path / "parley.db")) as database:
        rows = database.execute("SELECT community, text, scores FROM suggestions").fetchall()
    assert rows == [("club", "oh you", '{"insult": 0.0}')]
    assert not (tmp_path / "suggestions.jsonl").exists()


def test_more_than_this_machine_needs_a_key_first(tmp_path: Path) -> None:
    done = run_bot("web", "--api-only", "--host", "0.0.0.0", "--port", "0", folder=tmp_path)  # noqa: S104
    assert done.returncode == 78
    assert b'--host: got "0.0.0.0"; allowed: 127.0.0.1, or any address once' in done.stderr
    assert b"PARLEY_WEB_KEYS" in done.stderr


def test_with_a_key_it_listens_everywhere_and_asks_for_it(tmp_path: Path) -> None:
    with serving_api("--host", "0.0.0.0", folder=tmp_path, PARLEY_WEB_KEYS=KEY) as address:  # noqa: S104
        here = address.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        assert httpx.get(f"{here}/metrics").status_code == 401
        assert httpx.get(f"{here}/metrics", auth=("", KEY)).status_code == 200


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
