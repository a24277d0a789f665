"""Notifications of systemd, over real sockets."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.health import watch
from bot.health.checks import MAX_STUCK_SECONDS, HealthChecks
from bot.health.systemd import SystemdNotifier, notify_period
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.release import Release
from tests.bot.health.conftest import Clock, fetch, fetch_metrics, start_message
from tests.fakes.command import start_bot


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
        assert fetch(port, "healthz") == fetch(port, "readyz") == (200, "ok\n")
        bot.stdin.write(b"kim: you buffoon\nkim: hello\n")
        bot.stdin.flush()
        assert [json.loads(bot.stdout.readline())["action"] for _ in "12"] == ["delete", "none"]
        found = fetch_metrics(port)
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


@pytest.fixture
async def notified(stats: PlatformStats) -> AsyncIterator[tuple[SystemdNotifier, socket.socket]]:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    its.settimeout(0)
    with ours, its:
        yield SystemdNotifier(ours, HealthChecks([stats])), its


async def test_systemd_is_told_ready_once_and_not_before_all_is_connected(
    notified: tuple[SystemdNotifier, socket.socket], stats: PlatformStats
) -> None:
    notifier, manager = notified
    notifier.notify()
    assert manager.recv(4096) == b"WATCHDOG=1\nSTATUS=fake not connected, 0 waiting"
    stats.connected()
    notifier.notify()
    notifier.notify()
    assert manager.recv(4096) == b"READY=1"
    assert [manager.recv(4096)[:10] for _ in "12"] == [b"WATCHDOG=1"] * 2


async def test_what_is_stuck_gets_no_sign_of_life(
    notified: tuple[SystemdNotifier, socket.socket], stats: PlatformStats, clock: Clock
) -> None:
    notifier, manager = notified
    answer = await start_message(stats)
    clock.now += MAX_STUCK_SECONDS + 1
    notifier.notify()
    assert manager.recv(4096).startswith(b"STATUS=fake: no message was answered")
    with pytest.raises(BlockingIOError):
        manager.recv(4096)
    await answer()
    notifier.notify()
    assert b"READY=1" not in manager.recv(4096)


async def test_a_manager_that_does_not_listen_stops_nothing(
    notified: tuple[SystemdNotifier, socket.socket],
) -> None:
    notifier, manager = notified
    manager.close()
    notifier.notify()


@pytest.mark.parametrize(("limit", "period"), [("", 10.0), ("60000000", 10.0), ("3000000", 1.0)])
def test_systemd_hears_of_it_three_times_before_it_gives_it_up(
    limit: str, period: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    if limit:
        monkeypatch.setenv("WATCHDOG_USEC", limit)
    assert notify_period() == period


async def test_an_abstract_socket_is_one_too(
    stats: PlatformStats, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("")  # the kernel chooses a name
        manager.settimeout(30)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{manager.getsockname()[1:].decode()}")
        stats.connected()
        async with watch([stats], release=Release("stand-in"), port=None):
            said = await asyncio.to_thread(manager.recv, 4096)
    assert said == b"READY=1"
