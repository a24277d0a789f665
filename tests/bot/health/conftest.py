"""Platform stats under a clock that tests move, clients of the health pages, and a service manager."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import Duplicate, PipelineResult


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stats(clock: Clock) -> PlatformStats:
    return PlatformStats("fake", now=clock)


@pytest.fixture
def port() -> int:
    """Return a free port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        number: int = server.getsockname()[1]
        return number


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """Return the service manager's end of the notification socket, at the path `notify`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(30)
        yield listening


async def start_message(stats: PlatformStats) -> Callable[[], Awaitable[PipelineResult]]:
    """Let a message come; return a function that finishes it."""
    answered = asyncio.Event()

    async def work() -> PipelineResult:
        await answered.wait()
        return Duplicate()

    task = asyncio.create_task(stats.track(work()))
    await asyncio.sleep(0)

    def finish() -> Awaitable[PipelineResult]:
        answered.set()
        return task

    return finish


def fetch(port: int, page: str) -> tuple[int, str]:
    """Return the status and the text of a health page."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/{page}") as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def fetch_metrics(port: int) -> dict[str, float]:
    """Return the samples that Prometheus reads, keyed by name and label values."""
    return {
        " ".join((sample.name, *sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(fetch(port, "metrics")[1])
        for sample in family.samples
    }
