"""Start of a bot on one platform: it loads what that needs, and nothing of other ways to run it."""

import asyncio
import os
import re
import sys
from pathlib import Path

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

ROOT = Path(__file__).parents[2]

UNNEEDED = (
    *(
        "alembic",
        "mako",
        "asyncpg",
        "sqlalchemy.dialects.postgresql",
    ),  # an older schema, PostgreSQL
    *("slack_bolt", "slack_sdk", "bot.platforms.slack.platform", "bot.platforms.console.chat"),
    *("nats", "bot.bus.gateway", "bot.bus.worker"),
    *("fastapi", "starlette", "uvicorn", "jinja2", "authlib", "gradio", "bot.web"),
    *("prometheus_client", "bot.doctor", "bot.administration.policy_commands"),
    *("bot.reports.chart", "classifier.training", "classifier.evaluation", "classifier.compare"),
    *("tensorflow", "sklearn", "matplotlib", "scipy", "PIL", "unittest", "test"),
    *("rich.console", "rich.traceback", "pygments"),  # tracebacks in colour
)
"""Modules and packages of other platforms and databases, and of commands and options that are not used."""

_IMPORTED = re.compile(r"^import time: +\d+ \| +\d+ \| +(\S+)$", re.MULTILINE)


COLLECTED = "garbage was collected"
PLUGGED = "a plugin was loaded"

_RUN = f"""
import gc, runpy, sys
gc.callbacks.append(lambda phase, _: phase == "start" and print({COLLECTED!r}, file=sys.stderr))
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""


async def test_a_start_with_discord_alone_loads_nothing_that_another_start_needs(
    tmp_path: Path,
) -> None:
    loaded = _IMPORTED.findall(await start_on_discord(tmp_path, "as-shipped"))
    assert {"bot.platforms.discord.platform", "onnxruntime", "sqlalchemy"} <= set(loaded)
    unneeded = tuple(f"{name}." for name in UNNEEDED)
    assert [name for name in loaded if f"{name}.".startswith(unneeded)] == []


async def test_a_start_collects_no_garbage_while_it_loads(tmp_path: Path) -> None:
    said = await start_on_discord(tmp_path, "with-stand-in")
    _, _, loading = said.partition(" bot.app\n")
    loading, last, _ = loading.rpartition(" bot.platforms.discord.platform\n")
    assert last
    assert COLLECTED not in loading


async def test_a_command_collects_no_garbage_while_it_loads_what_all_need(tmp_path: Path) -> None:
    said = await start("bot", "run", "--platform", "nowhere", folder=tmp_path)
    _, _, loading = said.partition(" bot.health.checks\n")
    loading, last, _ = loading.partition(" bot.health.crashes\n")
    assert last
    assert COLLECTED not in loading


async def test_no_plugin_of_a_library_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "plugin.py").write_text(f"raise SystemExit({PLUGGED!r})")
    described = tmp_path / "plugin-1.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Name: plugin\nVersion: 1\n")
    (described / "entry_points.txt").write_text("[pydantic]\nit = plugin\n")
    said = await start("bot", "run", "--platform", "nowhere", folder=tmp_path)
    assert "nowhere" in said
    assert PLUGGED not in said


async def start_on_discord(folder: Path, variant: str) -> str:
    """Start a bot, end it once it is connected, and return what it imported and collected, a line each."""
    async with FakeDiscord() as club:
        command = (str(club.port), variant, "run", "--platform", "discord")
        bot = asyncio.create_task(start("tests.fakes.discord.run_bot", *command, folder=folder))
        await club.gateway.wait_until_connected()
        bot.cancel()
        return await bot


async def start(module: str, *arguments: str, folder: Path) -> str:
    """Run a module until it ends or this is cancelled, and return what it imported and collected, a line each."""
    said = folder / "stderr"
    with said.open("wb") as stderr:
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-X", "importtime", "-c", _RUN, module, *arguments),
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "DISCORD_TOKEN": TOKEN},
            stderr=stderr,
        )
    try:
        await bot.wait()
    except asyncio.CancelledError:
        bot.terminate()
        await bot.wait()
    return said.read_text()
