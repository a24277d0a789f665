"""Crashes: a process that dies of an exception says where, and quotes nobody."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.conftest import Capture
from tests.fakes.command import ROOT, environment

SECRET = "what somebody wrote"

CRASHES = {
    "the main thread": f"int('{SECRET}')",
    "another thread": f"import threading; threading.Thread(target=int, args=('{SECRET}',)).start()",
    "a deletion": f"type('Thing', (), {{'__del__': lambda self: int('{SECRET}')}})()",
    "a group": f"raise ExceptionGroup('{SECRET}', [ValueError('{SECRET}'), KeyError('{SECRET}')])",
    "a task": (
        "import asyncio\n"
        f"async def read(): int('{SECRET}')\n"
        "async def main(): task = asyncio.create_task(read()); await asyncio.sleep(0); del task\n"
        "asyncio.run(main())"
    ),
    "a record that cannot be written": f"import logging; logging.warning('%d', '{SECRET}')",
}
"""Ways to die, each with the text in its exception."""


def crash(code: str, folder: Path) -> str:
    script = f"from bot.health.crashes import log_crashes\nlog_crashes()\n{code}\n"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        check=False,
    )
    return done.stderr.decode()


@pytest.mark.parametrize("way", CRASHES)
def test_a_crash_is_one_line_without_what_its_exception_says(tmp_path: Path, way: str) -> None:
    errors = crash(CRASHES[way], tmp_path)
    (line,) = errors.splitlines()
    assert SECRET not in line
    assert "Traceback" not in line
    assert "ValueError" in line or "ExceptionGroup" in line or "TypeError" in line


def test_a_group_names_what_is_in_it(tmp_path: Path) -> None:
    record = json.loads(crash(CRASHES["a group"], tmp_path))
    assert record["event"] == "crashed"
    assert record["error"] == "ExceptionGroup"
    assert record["of"] == ["ValueError", "KeyError"]


def test_an_interrupt_stays_what_it_is(tmp_path: Path) -> None:
    assert "KeyboardInterrupt" in crash("raise KeyboardInterrupt", tmp_path)


def test_of_libraries_that_see_texts_only_their_own_words_are_kept(capture: Capture) -> None:
    for name in ("discord.http", "slack_sdk.web", "aiohttp.server"):
        logging.getLogger(name).warning("%s answered %d to %s", SECRET, 429, {"token": SECRET})
        logging.getLogger(name).warning("%(what)s", {"what": SECRET})
    events = [json.loads(line)["event"] for line in capture.text.splitlines()]
    assert events == ["… answered 429 to …", "%(what)s"] * 3
    assert SECRET not in capture.text
