"""Several processes that answer on one address: `python -m bot web --api-only --workers 2`."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.fakes.command import environment, stand_in_command

ASKED = {"comment": {"text": "you buffoon"}, "requestedAttributes": {"TOXICITY": {}}}


class Service:
    """The API in a process, and what it logs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stderr
        self.process = process
        self._log = process.stderr
        self.address = str(self.find("serving")["at"])
        self.workers = [int(str(self.find("worker started")["worker"])) for _ in range(2)]

    def find(self, event: str) -> dict[str, object]:
        """Return the next line of the log that tells of an event."""
        while (line := json.loads(self._log.readline()))["event"] != event:
            pass
        assert isinstance(line, dict)
        return line

    def ask(self) -> int:
        return httpx.post(f"{self.address}/v1alpha1/comments:analyze", json=ASKED).status_code


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    process = subprocess.Popen(
        [*stand_in_command(), "web", "--api-only", "--workers", "2", "--port", "0"],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
    )
    try:
        yield Service(process)
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate()


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_each_of_them_answers(service: Service) -> None:
    assert [service.ask() for _ in range(4)] == [200] * 4
    for busy in service.workers:
        os.kill(busy, signal.SIGSTOP)
        try:
            assert service.ask() == 200
        finally:
            os.kill(busy, signal.SIGCONT)


def test_another_takes_the_place_of_one_that_dies(service: Service) -> None:
    os.kill(service.workers[0], signal.SIGKILL)
    assert service.find("a worker has ended, another takes its place")["code"] == -9
    assert service.find("worker started")["worker"] not in service.workers
    assert service.ask() == 200


def test_none_is_left_once_it_is_stopped(service: Service) -> None:
    service.process.terminate()
    service.process.communicate()
    assert service.process.returncode in (0, -signal.SIGTERM)
    assert not any(map(is_running, service.workers))
