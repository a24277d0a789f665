"""Two processes of one Slack app share a database: each message is moderated once, whoever is brought it."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.commands import resumption
from bot.moderation.process_beat import BEAT_INTERVAL
from bot.store.database.leases import LEASE_SECONDS
from tests.bot.platforms.slack.conftest import TOKENS
from tests.fakes.club import RUDE
from tests.fakes.command import environment
from tests.fakes.slack.server import FakeSlack

PATIENCE = 60.0


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as server:
        yield server


@pytest.fixture
async def both(slack: FakeSlack, address: URL, tmp_path: Path) -> AsyncIterator[list[Process]]:
    """Two processes; the first one's connection is the first."""
    policy = f'mode = "enforce"\nalerts = ["{slack.world.moderators}"]\n'
    (tmp_path / "policy.toml").write_text(policy)
    database = address.render_as_string(hide_password=False)
    command = (sys.executable, "-m", "tests.fakes.slack.run_bot", str(slack.port), "with-stand-in")
    running: list[Process] = []
    for number in (1, 2):
        process = await asyncio.create_subprocess_exec(
            *(*command, "run"),
            cwd=tmp_path,
            env=environment(**TOKENS, PARLEY_DATABASE=database),
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        running.append(process)
        await slack.socket_mode.wait_until_connected(number)
    yield running
    for process in running:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until_shown(engine: AsyncEngine, count: int) -> None:
    """Wait until so many cases are closed, and moderators were shown each."""
    counts = text("SELECT count(*), count(result), count(alerted_at) FROM cases")
    async with asyncio.timeout(PATIENCE), engine.connect() as connection:
        while (await connection.execute(counts)).one() != (count, count, count):
            pass


@pytest.mark.usefixtures("both")
async def test_each_message_is_moderated_once_also_where_both_are_brought_it(
    slack: FakeSlack, engine: AsyncEngine
) -> None:
    messages = [slack.world.add_message(f"{RUDE} {number}") for number in range(8)]
    for number, message in enumerate(messages):
        await slack.deliver_message(message, connection=number % 2)
        await slack.deliver_message(message, connection=(number + 1) % 2, retry=1)
    await until_shown(engine, len(messages))
    deleted = sorted(call["ts"] for call in slack.calls("chat.delete"))
    assert deleted == sorted(message["ts"] for message in messages)
    assert slack.api.limits.refused == []


async def test_what_a_killed_process_has_begun_another_ends(
    slack: FakeSlack, both: list[Process], engine: AsyncEngine
) -> None:
    held = slack.api.hold("chat.delete")
    message = slack.world.add_message(RUDE)
    await slack.deliver_message(message, connection=0)
    await held.arrived.wait()
    both[0].kill()
    await both[0].wait()
    held.released.set()
    await until_shown(engine, 1)
    # By these it is, within 15 seconds: no test waits for a clock.
    assert LEASE_SECONDS + BEAT_INTERVAL + 2 * resumption._LOOK_INTERVAL <= 15
