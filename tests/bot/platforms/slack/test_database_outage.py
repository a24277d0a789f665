"""A database that is full for a while: what was written meanwhile is acted on once it can be stored."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.config.database_url import parse_url
from bot.store import outage
from bot.store.database.engine import open_database
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack.server import FakeSlack
from tests.fakes.sqlite_faults import SqliteFault

RUDE = f"you buffoon {'x' * 3_000}"


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A database on SQLite, also where the other tests have PostgreSQL."""
    engine = await open_database(parse_url(f"sqlite:///{tmp_path}/parley.db"))
    yield engine
    await engine.dispose()


@pytest.fixture(params=["full", "locked"])
def fault(
    request: pytest.FixtureRequest, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SqliteFault]:
    monkeypatch.setattr(outage, "_PAUSE", 0.02)
    fault = SqliteFault(engine, request.param)
    yield fault
    fault.end()


async def test_what_cannot_be_stored_is_done_once_when_it_can_be(
    club: FakeSlack, start_bot: StartBot, fault: SqliteFault
) -> None:
    bot = await start_bot()
    fault.begin()
    said = [await club.say(RUDE, by=club.world.add_user(f"member{each}")) for each in range(3)]
    assert "I cannot store anything" in (await club.alert())["text"]
    assert bot.platform._stats.find_store_problem()
    fault.end()
    await club.until(lambda: "I can store again" in str(club.shown(club.world.moderators)))
    for message in said:
        await club.wait_for_call("chat.delete", ts=message["ts"])
    await club.until(lambda: len(shown_cases(club)) >= 3)
    assert sorted(shown_cases(club)) == ["1", "2", "3"]
    assert len(club.calls("chat.delete")) == 3
    assert not bot.task.done()


def shown_cases(club: FakeSlack) -> list[str]:
    """Return the numbers of the cases that moderators were shown."""
    blocks = (b for message in club.shown(club.world.moderators) for b in message["blocks"])
    ids = (block.get("block_id", "") for block in blocks)
    return [each.split("-")[1] for each in ids if each.endswith("-head")]
