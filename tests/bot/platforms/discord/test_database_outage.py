"""A database that cannot be written for a while: nothing is lost, nothing done twice, moderators hear of it."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.config.database_url import parse_url
from bot.health.checks import HealthChecks
from bot.store import outage
from bot.store.database.engine import open_database
from tests.bot.platforms.discord.conftest import StartBot
from tests.fakes.discord.payloads import DM, JSON
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.sqlite_faults import SqliteFault

RUDE = f"you buffoon {'x' * 1_900}"
"""So long that a few of them need new pages."""


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


_NUMBER = re.compile(r"^(?:Case (\d+):|\*\*(\d+)\*\* )", re.MULTILINE)


def titles(club: FakeDiscord, channel: str) -> list[str]:
    shown = club.shown(channel)
    return [embed["title"] for message in shown for embed in message["embeds"]]


def notices(club: FakeDiscord) -> list[str]:
    """Return what members were told."""
    direct = [c["id"] for c in club.world.channels.values() if c["type"] == DM]
    return [title for channel in direct for title in titles(club, channel)]


async def say_rudely(club: FakeDiscord, number: int) -> list[JSON]:
    people = [club.world.make_user(f"member{each}") for each in range(number)]
    return [await club.say(RUDE, author=person) for person in people]


def cases(club: FakeDiscord) -> list[str]:
    """Return the numbers of the cases that moderators were shown, alone or a line each."""
    shown = club.shown(club.world.moderators)
    texts = [
        f"{embed['title']}\n{embed.get('description', '')}"
        for message in shown
        for embed in message["embeds"]
    ]
    return [one or other for text in texts for one, other in _NUMBER.findall(text)]


def told_of_outage(club: FakeDiscord) -> list[str]:
    return [each for each in titles(club, club.world.moderators) if " store " in each]


async def test_what_cannot_be_stored_is_done_once_when_it_can_be(
    club: FakeDiscord, start_bot: StartBot, fault: SqliteFault
) -> None:
    bot = await start_bot()
    fault.begin()
    said = await say_rudely(club, 5)
    await club.until(lambda: told_of_outage(club))
    stats = bot.platform._stats
    checks = HealthChecks([stats])
    assert any("nothing can be stored" in line for line in checks.readiness_problems())
    assert stats.find_unread() or stats.waiting  # the checkpoint stays before them
    fault.end()
    await club.until(lambda: len(told_of_outage(club)) == 2)
    await club.until(lambda: len(cases(club)) >= 5 <= len(notices(club)))
    assert not bot.task.done()
    assert sorted(cases(club)) == ["1", "2", "3", "4", "5"]
    assert notices(club) == ["Your message was deleted"] * 5
    assert told_of_outage(club)[0].startswith("I cannot store anything")
    assert told_of_outage(club)[1] == "I can store again"
    left = club.world.messages[club.world.general]
    assert not any(message["id"] in left for message in said)
    assert checks.readiness_problems() == []


async def test_a_database_that_cannot_be_written_at_the_start_ends_nothing(
    club: FakeDiscord, start_bot: StartBot, fault: SqliteFault
) -> None:
    fault.begin()
    bot = await start_bot()
    await say_rudely(club, 2)
    await club.until(lambda: told_of_outage(club))
    fault.end()
    await club.until(lambda: len(cases(club)) >= 2 <= len(notices(club)))
    assert sorted(cases(club)) == ["1", "2"]
    assert not bot.task.done()
