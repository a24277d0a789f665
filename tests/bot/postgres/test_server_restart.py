"""Restarts of PostgreSQL while the bot runs: nothing is lost, and nothing done twice."""

import asyncio

import pytest
from aiohttp import ClientSession
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.case import Case
from bot.platforms.slack.connection.oauth_installations import open_installations
from bot.platforms.slack.connection.request_pace import RequestPace
from bot.platforms.slack.connection.token_health import TokenHealth
from bot.platforms.slack.connection.tokens import CLIENT, CLIENT_SECRET
from bot.runner import serve
from bot.runtime.platform_stats import PlatformStats
from bot.store.cases import Cases
from bot.store.database.engine import StoreError, open_database
from tests.bot.conftest import Capture, MakePipeline
from tests.bot.postgres.cluster import Cluster
from tests.fakes.club import RUDE, Club
from tests.fakes.messages import make_message
from tests.fakes.platform import FakePlatform

DISCONNECT = "SELECT pg_terminate_backend(pg_backend_pid())"


class CrashingPlatform(FakePlatform):
    """A platform on which the database crashes during an enforcement, and restarts a while later."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__([make_message(RUDE)])
        self.cluster = cluster

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        self.cluster.crash()
        self.restart = asyncio.create_task(asyncio.to_thread(self.cluster.start))
        return await super().enforce(enforcement)


async def test_a_crash_between_two_messages_is_not_noticed(club: Club, cluster: Cluster) -> None:
    await club.say(RUDE)
    cluster.crash()
    cluster.start()
    await club.say(RUDE)
    assert [enforcement.message.id for enforcement in club.platform.enforcements] == ["m1", "m2"]
    assert len({alert.case.number for alert in club.platform.alerts}) == 2


async def test_what_is_said_while_it_is_away_waits_for_it(
    club: Club, cluster: Cluster, capture: Capture
) -> None:
    await club.say(RUDE)
    cluster.crash()
    async with asyncio.TaskGroup() as group:
        group.create_task(club.say(RUDE))
        group.create_task(asyncio.to_thread(cluster.start))
    assert [enforcement.message.id for enforcement in club.platform.enforcements] == ["m1", "m2"]
    assert "database does not answer, trying again" in capture.text


async def test_a_crash_between_the_act_and_its_record_loses_neither(
    make_pipeline: MakePipeline, cluster: Cluster, cases: Cases
) -> None:
    platform = CrashingPlatform(cluster)
    await serve(make_pipeline(platform))
    await platform.restart
    assert [action for action, _ in platform.acted] == [Action.DELETE]
    (answer,) = platform.results
    assert isinstance(answer, Case)
    assert answer.outcome == Outcome.done(Action.DELETE)
    assert await cases.find(answer.number) == answer
    assert await cases.claim_pending("fake") == []


async def test_a_crash_in_the_midst_of_many_loses_none_and_acts_on_each_once(
    club: Club, cluster: Cluster, cases: Cases
) -> None:
    said = [asyncio.create_task(club.say(RUDE)) for _ in range(40)]
    await asyncio.wait(said, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.to_thread(cluster.crash)
    await asyncio.to_thread(cluster.start)
    await asyncio.gather(*said)
    assert sorted(enforcement.message.id for enforcement in club.platform.enforcements) == sorted(
        f"m{number}" for number in range(1, 41)
    )
    assert len(club.platform.alerts) == 40
    assert await cases.claim_pending("fake") == []


@pytest.mark.parametrize("last", [f"COMMIT; {DISCONNECT}", DISCONNECT])
async def test_a_connection_lost_on_the_way_back_from_a_commit_is_asked_after(
    club: Club, engine: AsyncEngine, cases: Cases, last: str
) -> None:
    is_lost = False

    def lose(connection: Connection) -> None:
        nonlocal is_lost
        if not is_lost:
            is_lost = True
            for statement in last.split("; "):
                connection.exec_driver_sql(statement)

    event.listen(engine.sync_engine, "commit", lose)
    await club.say(RUDE)
    assert is_lost
    assert [action for action, _ in club.platform.acted] == [Action.DELETE]
    assert len(club.platform.alerts) == 1
    assert await cases.claim_pending("fake") == []
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM cases")) == 1


async def test_what_slacks_library_keeps_there_is_found_after_a_crash(
    engine: AsyncEngine, cluster: Cluster
) -> None:
    async with ClientSession() as session:
        tokens = {CLIENT: "client", CLIENT_SECRET: "secret"}
        health = TokenHealth(PlatformStats("slack"), remedy="")
        installed = await open_installations(
            tokens, session, engine, health, pace=RequestPace(lambda: 1)
        )
        cluster.crash()
        cluster.start()
        assert await installed.look_up(None, "T0NORTH") is None


async def test_what_is_wrong_with_an_address_is_said_at_once(address: URL) -> None:
    with pytest.raises(StoreError, match=r'"nowhere" does not exist; check that'):
        await open_database(address.set(database="nowhere"))
    with pytest.raises(StoreError, match=r'"nobody" does not exist; check that'):
        await open_database(address.set(username="nobody"))
