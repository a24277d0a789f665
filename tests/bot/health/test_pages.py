"""Over real sockets: what Prometheus and people are told."""

import asyncio
import socket
from pathlib import Path

import pytest

from bot.config.errors import SettingsError
from bot.health import watch
from bot.health.pages import ask
from bot.runtime.platform_stats import PlatformStats
from tests.bot.health.conftest import read
from tests.fakes.command import run_bot


def test_a_port_that_is_taken_is_a_mistake_in_the_settings(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = {"PARLEY_HEALTH_PORT": str(taken.getsockname()[1])}
        done = run_bot("run", folder=tmp_path, env=env)
    assert done.returncode == 78
    assert b"PARLEY_HEALTH_PORT" in done.stderr
    assert b"a free port" in done.stderr


async def test_one_of_two_platforms_that_is_lost_makes_it_not_ready(
    progress: PlatformStats, port: int
) -> None:
    other = PlatformStats("other")
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
