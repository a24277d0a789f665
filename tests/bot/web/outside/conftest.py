"""Fixtures: the whole of `python -m bot web` in a process of its own, and a real browser."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.fakes.command import environment
from tests.fakes.waiting import TIMEOUT

CHROMIUM = "/usr/bin/chromium"
"""Debian's Chromium; Playwright's own is not downloaded."""


@dataclass(frozen=True, slots=True)
class Site:
    """A running site and its address."""

    address: str


@contextmanager
def running(folder: Path, **names: str) -> Iterator[Site]:
    """Run `python -m bot web` with the bundle that ships; yield once its page is served."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "web", "--port", "0"],
        cwd=folder,
        env=environment(**names),
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    try:
        address = json.loads(process.stderr.readline())["at"]
        httpx.get(address, timeout=TIMEOUT)
        yield Site(address)
    finally:
        process.terminate()
        (folder / "log").write_bytes(process.communicate()[1])
        assert process.returncode in (0, -signal.SIGTERM)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=TIMEOUT * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()
