"""Two processes of one Slack app share a database: each message is moderated once, whoever is brought it."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.commands import resumption
from bot.moderation.process_beat import BEAT_INTERVAL
from bot.store.database.leases import LEASE_SECONDS
from bot.store.store import Store
from tests.bot.platforms.slack.conftest import TOKENS
from tests.fakes.bot_processes import BotProcesses
from tests.fakes.club import RUDE
from tests.fakes.messages import NOON
from tests.fakes.slack.server import FakeSlack
from tests.fakes.waiting import TIMEOUT

DIGEST = '[digest]\nevery = "day"\nat = "00:00"\n'


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as server:
        yield server


@pytest.fixture
async def processes(slack: FakeSlack, address: URL, tmp_path: Path) -> AsyncIterator[BotProcesses]:
    policy = f'mode = "enforce"\nalerts = ["{slack.world.moderators}"]\n{DIGEST}'
    (tmp_path / "policy.toml").write_text(policy)
    database = address.render_as_string(hide_password=False)
    env = {"PARLEY_DATABASE": database, **TOKENS}
    async with BotProcesses("slack", slack.port, tmp_path, env) as running:
        yield running


@pytest.fixture
async def both(slack: FakeSlack, processes: BotProcesses) -> list[Process]:
    """Two processes; the first one's connection is the first."""
    running: list[Process] = []
    for number in (1, 2):
        running.append(await processes.start("run"))
        await slack.socket_mode.wait_until_connected(number)
    return running


async def until_shown(engine: AsyncEngine, count: int) -> None:
    """Wait until so many cases are closed, and moderators were shown each."""
    counts = text("SELECT count(*), count(result), count(alerted_at) FROM cases")
    async with asyncio.timeout(TIMEOUT), engine.connect() as connection:
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


async def test_a_digest_is_posted_by_one_of_two_that_start_at_once(
    slack: FakeSlack, processes: BotProcesses, store: Store
) -> None:
    team, channel = slack.world.team, slack.world.moderators
    store.counters.count("scored", platform="slack", community=team, at=NOON)
    await store.counters.flush()
    await store.digest_runs.begin("slack", team, due_at=NOON, now=NOON)  # the last one was long ago
    running = [await processes.start("run") for _ in range(2)]
    await slack.socket_mode.wait_until_connected(2)
    for number in range(2):  # each is at work
        await slack.deliver_message(slack.world.add_message(RUDE), connection=number)
    is_shown = partial(count_shown, slack, channel)
    await slack.until(lambda: is_shown("The day in moderation"))
    await slack.until(lambda: is_shown("Case 1") and is_shown("Case 2"))
    for process in running:
        process.terminate()  # it ends what it has begun
        await process.wait()
    assert is_shown("The day in moderation") == 1


def count_shown(slack: FakeSlack, channel: str, words: str) -> int:
    return sum(words in str(message) for message in slack.shown(channel))
