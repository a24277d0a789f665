"""Health pages, over real sockets."""

import asyncio
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config.errors import SettingsError
from bot.health import watch
from bot.health.pages import fetch_problems
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.release import Release
from tests.bot.health.conftest import fetch
from tests.fakes.command import ROOT, environment, run_bot


def test_a_bot_without_health_pages_loads_no_web_server() -> None:
    code = "import json, sys, bot.app; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), cwd=ROOT, capture_output=True, check=True
    )
    assert {"aiohttp.web", "http.server", "prometheus_client"}.isdisjoint(json.loads(done.stdout))


def test_a_port_that_is_taken_is_a_mistake_in_the_settings(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = {"PARLEY_HEALTH_PORT": str(taken.getsockname()[1])}
        done = run_bot("run", folder=tmp_path, env=env)
    assert done.returncode == 78
    assert b"PARLEY_HEALTH_PORT" in done.stderr
    assert b"a free port" in done.stderr


async def test_one_of_two_platforms_that_is_lost_makes_it_not_ready(
    stats: PlatformStats, port: int
) -> None:
    other = PlatformStats("other")
    async with watch([stats, other], release=Release("stand-in"), port=port):
        stats.connected()
        assert await fetch_problems(port) == ["other: not connected"]
        assert await asyncio.to_thread(fetch, port, "healthz") == (200, "ok\n")
        other.connected()
        assert await fetch_problems(port) == []
    assert await fetch_problems(port) is None


async def test_a_port_is_given_back_and_refused_in_words(port: int) -> None:
    async with watch([], release=Release("stand-in"), port=port):
        with pytest.raises(SettingsError, match="a free port"):
            async with watch([], release=Release("stand-in"), port=port):
                pass
    async with watch([], release=Release("stand-in"), port=port):
        pass
