"""Several processes that answer on one address: `python -m bot web --api-only --workers 2`."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.fakes.command import ROOT, environment, run_bot, stand_in_command
from tests.fakes.waiting import TIMEOUT

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
        path = f"{self.address}/v1alpha1/comments:analyze"
        return httpx.post(path, json=ASKED, timeout=TIMEOUT).status_code


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


def test_the_page_is_served_by_one_process_alone(tmp_path: Path) -> None:
    refused = run_bot("web", "--workers", "2", "--port", "0", folder=tmp_path)
    assert refused.returncode == 78
    assert refused.stderr.decode().splitlines()[-1] == (
        "--workers: got 2; allowed: 1, or more with --api-only, as the page keeps its visitors in "
        "one process"
    )


WORKS = {
    "ends": "print('told')",
    "is stopped": "print('told'); os.kill(os.getppid(), signal.SIGTERM); signal.pause()",
    "crashes": "print('told'); raise ValueError('told')",
}


@pytest.mark.parametrize("how", WORKS)
def test_what_a_worker_wrote_is_not_lost_at_its_end_nor_written_twice(how: str) -> None:
    program = (
        "import os, signal\n"
        "from bot.health.crashes import log_crashes\n"
        "from bot.web.workers import run_workers\n"
        "log_crashes()\n"
        "def work():\n"
        f"    {WORKS[how]}\n"
        "print('begun')\n"
        "run_workers(1, work)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.stdout == b"begun\ntold\n"
    assert (b"ValueError" in done.stderr) == (how == "crashes")
