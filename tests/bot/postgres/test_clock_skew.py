"""Two processes whose clocks differ by five minutes: they go by the database's, and nothing is lost or early."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.app import choose_enforcers
from bot.domain.policy import Mode, Policy
from bot.domain.reporting_rules import DigestRules
from bot.moderation.digests import Digests
from bot.moderation.pipeline import Pipeline
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.platform_port import Platform
from bot.store.database.engine import open_database
from bot.store.policy_resolver import PolicyResolver
from bot.store.shared_clock import SharedClock
from bot.store.store import Store
from tests.bot.postgres.moderated_once import MESSAGE
from tests.fakes import running
from tests.fakes.bot_processes import BotProcesses
from tests.fakes.club import RUDE
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN
from tests.fakes.live_platform import LivePlatform
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform
from tests.fakes.scorer import StandInScorer

AHEAD = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
ENFORCE = Policy(mode=Mode.ENFORCE)


class Machine:
    """A machine on whose clock it is so much later; each process of the bot on it has an engine of its own."""

    def __init__(self, address: URL, scorer: AsyncScorer, ahead: timedelta) -> None:
        self._address = address
        self._scorer = scorer
        self._ahead = ahead
        self._stack = AsyncExitStack()

    async def open_store(self) -> Store:
        engine = await open_database(self._address)
        self._stack.push_async_callback(engine.dispose)
        clock = SharedClock(lambda: datetime.now(UTC) + self._ahead)
        store = Store(engine, model="stand-in", clock=clock)
        await store.living.adjust_clock()
        return store

    async def make_pipeline(self, platform: Platform, policy: Policy = ENFORCE) -> Pipeline:
        store = await self.open_store()
        return Pipeline(
            platform=platform,
            enforcers=choose_enforcers(platform, is_dry_run=False),
            policies=PolicyResolver(store.policy_overrides, platform=platform.name, base=policy),
            scorer=self._scorer,
            store=store,
        )

    async def start(self, platform: LivePlatform) -> running.Running[LivePlatform]:
        """Start a process without shards."""
        pipeline = await self.make_pipeline(platform)
        stats = running.WatchedStats("fake", clock=pipeline.now)
        bot = await running.start(platform, pipeline, stats)
        self._stack.push_async_callback(bot.stop)
        return bot

    async def close(self) -> None:
        await self._stack.aclose()


MakeMachine = Callable[[timedelta], Machine]


@pytest.fixture
async def make_machine(address: URL) -> AsyncIterator[MakeMachine]:
    """A function that makes a machine whose clock is ahead by so much."""
    async with AsyncScorer(StandInScorer()) as scorer, AsyncExitStack() as stack:

        def make(ahead: timedelta) -> Machine:
            machine = Machine(address, scorer, ahead)
            stack.push_async_callback(machine.close)
            return machine

        yield make


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        yield server


@pytest.fixture
async def processes(
    discord: FakeDiscord, address: URL, tmp_path: Path
) -> AsyncIterator[BotProcesses]:
    (tmp_path / "policy.toml").write_text('mode = "enforce"\n')
    database = address.render_as_string(hide_password=False)
    env = {"DISCORD_TOKEN": TOKEN, "PARLEY_DATABASE": database}
    async with BotProcesses("discord", discord.port, tmp_path, env) as running:
        yield running


async def test_what_is_written_while_nobody_serves_a_shard_is_read_by_who_takes_it_over(
    discord: FakeDiscord, processes: BotProcesses
) -> None:
    earlier = await processes.start("run", CLOCK_AHEAD=str(AHEAD.total_seconds()))
    await discord.gateway.wait_until_connected()
    await discord.say(RUDE)
    await discord.request("DELETE", MESSAGE)
    earlier.terminate()
    await earlier.wait()
    missed = await discord.say(RUDE)
    await processes.start("run")
    deleted = await discord.request("DELETE", MESSAGE, number=2)
    assert deleted.ids["message"] == missed["id"]


async def test_until_when_a_process_has_seen_all_is_stored_by_the_databases_clock(
    make_machine: MakeMachine, store: Store
) -> None:
    for ahead in (AHEAD, -AHEAD):
        bot = await make_machine(ahead).start(LivePlatform())
        assert (await bot.platform.say(make_message(RUDE, id=str(ahead)))) is not None
        await bot.stop()
        seen_at = await store.last_seen.get("fake")
        assert seen_at is not None
        assert abs(datetime.now(UTC) - seen_at) < MINUTE


def due_at(moment: datetime) -> Policy:
    """A policy with a digest each day at the minute of a moment."""
    return Policy(digest=DigestRules(every="day", at=f"{moment:%H:%M}", time_zone="UTC"))


async def test_a_digest_is_posted_once_and_at_its_time(
    make_machine: MakeMachine, store: Store
) -> None:
    store.counters.count("scored", platform="fake", community="club", at=NOON)
    await store.counters.flush()
    platforms = [FakePlatform(), FakePlatform()]
    machines = [make_machine(AHEAD), make_machine(timedelta())]
    now = datetime.now(UTC)
    soon, just_now = now + 3 * MINUTE, now - MINUTE
    yesterday = (soon - timedelta(days=1)).replace(second=0, microsecond=0)
    await store.digest_runs.begin("fake", "club", due_at=yesterday, now=now)

    async def look(moment: datetime) -> int:
        """Have both processes look; return how many digests were posted of those that are due at a moment."""
        pipelines = [
            await machine.make_pipeline(platform, due_at(moment))
            for machine, platform in zip(machines, platforms, strict=True)
        ]
        await asyncio.gather(*(Digests(each).send_due() for each in pipelines))
        return sum(len(platform.reports) for platform in platforms)

    assert await look(soon) == 0
    assert await look(just_now) == 1
    assert await look(just_now) == 1


async def test_an_author_who_was_told_a_moment_ago_is_not_told_again_elsewhere(
    make_machine: MakeMachine,
) -> None:
    platforms = [FakePlatform(), FakePlatform()]
    for ahead, platform in zip((timedelta(), 3 * AHEAD), platforms, strict=True):
        pipeline = await make_machine(ahead).make_pipeline(platform)
        await pipeline.moderate(make_message(RUDE, id=str(ahead)))
    told = [each.notice is not None for platform in platforms for each in platform.enforcements]
    assert told == [True, False]


async def test_a_clock_that_is_set_while_the_bot_runs_is_noticed_with_the_next_sign_of_life(
    make_machine: MakeMachine,
) -> None:
    machine = make_machine(timedelta())
    store = await machine.open_store()
    machine._ahead = AHEAD
    assert abs(store.clock.now() - datetime.now(UTC)) > MINUTE
    await store.living.beat("fake")
    assert abs(store.clock.now() - datetime.now(UTC)) < MINUTE
    machine._ahead = -AHEAD
    await store.shards.open_leases("parley", shards=1).renew()
    assert abs(store.clock.now() - datetime.now(UTC)) < MINUTE
