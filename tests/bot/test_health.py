"""Over real sockets: what systemd, Prometheus and people are told."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.answer import Answer, Redelivered
from bot.health import watch
from bot.health.pages import ask
from bot.health.rules import MOST_SILENT, MOST_STUCK, Rules
from bot.health.systemd import Teller, read_period
from bot.mistakes import SettingsError
from bot.progress import Progress
from tests.fakes.command import run_bot, start_bot


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
def progress(clock: Clock) -> Progress:
    return Progress("fake", now=clock)


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


async def begin(progress: Progress) -> Callable[[], Awaitable[Answer]]:
    """A message comes; what is returned answers it."""
    answered = asyncio.Event()

    async def work() -> Answer:
        await answered.wait()
        return Redelivered()

    task = asyncio.create_task(progress.follow(work()))
    await asyncio.sleep(0)

    def answer() -> Awaitable[Answer]:
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


def test_a_bot_that_systemd_starts_tells_how_it_goes(
    tmp_path: Path, manager: socket.socket, port: int
) -> None:
    env = {
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "WATCHDOG_USEC": "300000",
        "PARLEY_HEALTH_PORT": str(port),
    }
    with start_bot("run", "--json", folder=tmp_path, env=env) as bot:
        assert bot.stdin
        assert bot.stdout
        while (said := manager.recv(4096)) != b"READY=1":
            assert said == b"WATCHDOG=1\nSTATUS=console not connected, 0 waiting"
        assert manager.recv(4096) == b"WATCHDOG=1\nSTATUS=console connected, 0 waiting"
        assert read(port, "healthz") == read(port, "readyz") == (200, "ok\n")
        bot.stdin.write(b"kim: you buffoon\nkim: hello\n")
        bot.stdin.flush()
        assert [json.loads(bot.stdout.readline())["action"] for _ in "12"] == ["delete", "none"]
        found = figures(port)
        assert manager.recv(4096).startswith(b"WATCHDOG=1")
        bot.stdin.close()
        while (said := manager.recv(4096)) != b"STOPPING=1":
            assert said.startswith(b"WATCHDOG=1")
    assert bot.returncode == 0
    assert found["parley_messages_total case console"] == 1
    assert found["parley_messages_total console verdict"] == 1
    assert found["parley_cases_total console delete done"] == 1
    assert found["parley_message_seconds_count console"] == 2
    assert found["parley_waiting_messages console"] == 0
    assert found["parley_ready"] == 1
    assert found["process_resident_memory_bytes"] > 0
    assert not any("kim" in name or "buffoon" in name for name in found)


def test_a_port_that_is_taken_is_a_mistake_in_the_settings(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = {"PARLEY_HEALTH_PORT": str(taken.getsockname()[1])}
        done = run_bot("run", folder=tmp_path, env=env)
    assert done.returncode == 78
    assert b"PARLEY_HEALTH_PORT" in done.stderr
    assert b"a free port" in done.stderr


async def test_a_message_that_waits_is_no_fault_while_others_are_answered(
    progress: Progress, clock: Clock
) -> None:
    rules = Rules([progress])
    answer_first = await begin(progress)
    clock.now += MOST_STUCK
    await (await begin(progress))()
    clock.now += MOST_STUCK
    assert rules.faults() == []
    clock.now += 1
    assert rules.faults() == ["fake: no message was answered for 601 s, and 1 wait"]
    await answer_first()
    assert rules.faults() == []


async def test_a_bot_that_nobody_writes_to_is_not_stuck(progress: Progress, clock: Clock) -> None:
    clock.now += 10 * MOST_STUCK
    answer = await begin(progress)
    assert Rules([progress]).faults() == []
    await answer()


def test_a_connection_whose_heartbeats_stay_unanswered_is_a_fault_until_it_is_given_up(
    progress: Progress, clock: Clock
) -> None:
    rules = Rules([progress])
    progress.connected()
    clock.now += 10 * MOST_SILENT
    assert rules.faults() == []
    progress.heard()
    clock.now += MOST_SILENT + 1
    assert rules.faults() == rules.hindrances() == ["fake: no heartbeat was answered for 181 s"]
    progress.lost()
    assert rules.faults() == []
    assert rules.hindrances() == ["fake: not connected"]


async def test_one_of_two_platforms_that_is_lost_makes_it_not_ready(
    progress: Progress, port: int
) -> None:
    other = Progress("other")
    async with watch([progress, other], model="stand-in", port=port):
        progress.connected()
        assert await ask(port) == ["other: not connected"]
        assert await asyncio.to_thread(read, port, "healthz") == (200, "ok\n")
        other.connected()
        assert await ask(port) == []
    assert await ask(port) is None


async def test_a_port_is_given_back_and_refused_in_words(port: int) -> None:
    async with watch([], model="stand-in", port=port):
        with pytest.raises(SettingsError, match="a free port"):
            async with watch([], model="stand-in", port=port):
                pass
    async with watch([], model="stand-in", port=port):
        pass


@pytest.fixture
async def told(progress: Progress) -> AsyncIterator[tuple[Teller, socket.socket]]:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    its.settimeout(0)
    with ours, its:
        yield Teller(ours, Rules([progress])), its


async def test_systemd_is_told_ready_once_and_not_before_all_is_connected(
    told: tuple[Teller, socket.socket], progress: Progress
) -> None:
    teller, manager = told
    teller.look()
    assert manager.recv(4096) == b"WATCHDOG=1\nSTATUS=fake not connected, 0 waiting"
    progress.connected()
    teller.look()
    teller.look()
    assert manager.recv(4096) == b"READY=1"
    assert [manager.recv(4096)[:10] for _ in "12"] == [b"WATCHDOG=1"] * 2


async def test_what_is_stuck_gets_no_sign_of_life(
    told: tuple[Teller, socket.socket], progress: Progress, clock: Clock
) -> None:
    teller, manager = told
    answer = await begin(progress)
    clock.now += MOST_STUCK + 1
    teller.look()
    assert manager.recv(4096).startswith(b"STATUS=fake: no message was answered")
    with pytest.raises(BlockingIOError):
        manager.recv(4096)
    await answer()
    teller.look()
    assert b"READY=1" not in manager.recv(4096)


async def test_a_manager_that_does_not_listen_stops_nothing(
    told: tuple[Teller, socket.socket],
) -> None:
    teller, manager = told
    manager.close()
    teller.look()


@pytest.mark.parametrize(("limit", "period"), [("", 10.0), ("60000000", 10.0), ("3000000", 1.0)])
def test_systemd_hears_of_it_three_times_before_it_gives_it_up(
    limit: str, period: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    if limit:
        monkeypatch.setenv("WATCHDOG_USEC", limit)
    assert read_period() == period


async def test_an_abstract_socket_is_one_too(
    progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("")  # the kernel chooses a name
        manager.settimeout(30)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{manager.getsockname()[1:].decode()}")
        progress.connected()
        async with watch([progress], model="stand-in", port=None):
            said = await asyncio.to_thread(manager.recv, 4096)
    assert said == b"READY=1"
