"""Counters of messages: flushed from time to time, and when the bot stops."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.runner import serve
from bot.store.counters import Counters
from bot.store.database.writer import Writer
from tests.fakes.club import RUDE, Club
from tests.fakes.messages import NOON, make_message


async def test_what_is_counted_adds_up_over_many_writes(engine: AsyncEngine) -> None:
    counters = Counters(Writer(engine))
    for _ in range(2):
        for what in ("scored", "scored", "overflowed"):
            counters.count(what, platform="fake", community="club", at=NOON)
        await counters.flush()
    await counters.flush()
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT day, what, count FROM counters ORDER BY what"))
        assert [tuple(row) for row in rows] == [
            ("2026-05-01", "overflowed", 2),
            ("2026-05-01", "scored", 4),
        ]


async def test_figures_that_could_not_be_written_are_kept_for_the_next_time(
    engine: AsyncEngine,
) -> None:
    counters = Counters(Writer(engine))
    counters.count("scored", platform="fake", community="club", at=NOON)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE counters RENAME TO away"))
    with pytest.raises(Exception, match="counters"):
        await counters.flush()
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO counters"))
    await counters.flush()
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count FROM counters")) == 1


async def test_what_was_counted_is_written_when_the_bot_stops(
    club: Club, engine: AsyncEngine
) -> None:
    club.platform.messages = [make_message(t, id=t) for t in ("hello", RUDE, "привет")]
    club.platform.messages.append(make_message(RUDE, id=RUDE))  # delivered again
    await serve(club.pipeline)
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT what, count FROM counters ORDER BY what"))
        assert [tuple(row) for row in rows] == [("scored", 2), ("unscored language", 1)]
