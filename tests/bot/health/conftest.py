"""Figures to judge, a clock to move, and who asks and is told."""

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
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def progress(clock: Clock) -> PlatformStats:
    return PlatformStats("fake", now=clock)


@pytest.fixture
def port() -> int:
    """One that is free."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        number: int = server.getsockname()[1]
        return number


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """Where systemd listens, at the path `notify`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(30)
        yield listening


async def begin(progress: PlatformStats) -> Callable[[], Awaitable[PipelineResult]]:
    """A message comes; what is returned answers it."""
    answered = asyncio.Event()

    async def work() -> PipelineResult:
        await answered.wait()
        return Duplicate()

    task = asyncio.create_task(progress.track(work()))
    await asyncio.sleep(0)

    def answer() -> Awaitable[PipelineResult]:
        answered.set()
        return task

    return answer


def read(port: int, page: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{port}/{page}") as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def figures(port: int) -> dict[str, float]:
    """What Prometheus reads, by its name and the values of its labels."""
    return {
        " ".join((sample.name, *sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(read(port, "metrics")[1])
        for sample in family.samples
    }
