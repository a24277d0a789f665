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
)
"""Modules and packages of other platforms and databases, and of commands and options that are not used."""

_IMPORTED = re.compile(r"^import time: +\d+ \| +\d+ \| +(\S+)$", re.MULTILINE)


async def test_a_start_with_discord_alone_loads_nothing_that_another_start_needs(
    tmp_path: Path,
) -> None:
    said = tmp_path / "stderr"
    async with FakeDiscord() as club:
        with said.open("wb") as stderr:
            bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-X", "importtime", "-m", "tests.fakes.discord.run_bot"),
                *(str(club.port), "as-shipped", "run", "--platform", "discord"),
                cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": str(ROOT), "DISCORD_TOKEN": TOKEN},
                stderr=stderr,
            )
        try:
            await club.gateway.wait_until_connected()
        finally:
            bot.terminate()
            await bot.wait()
    loaded = _IMPORTED.findall(said.read_text())
    assert {"bot.platforms.discord.platform", "onnxruntime", "sqlalchemy"} <= set(loaded)
    assert [name for name in loaded if f"{name}.".startswith(_prefixes())] == []


def _prefixes() -> tuple[str, ...]:
    return tuple(f"{name}." for name in UNNEEDED)
