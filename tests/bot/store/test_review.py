"""What is kept beside the cases: migrations, counters, settings, and what outlives a restart."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.buttons import Button
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.domain.policy_overrides import StoredOverride
from bot.runner import serve
from bot.store.counters import Counters
from bot.store.database.engine import MIGRATIONS, create_engine, open_store
from bot.store.database.writer import Writer
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from tests.fakes.club import MONA, RUDE, Club
from tests.fakes.messages import NOON, make_message

OLD_CASE = """
    INSERT INTO cases (platform, community, channel, message, edited_at, sent_at, link, text, author,
        author_name, author_roles, author_is_bot, author_is_moderator, model, scores, thresholds, mode,
        wanted, action, notes, result, done)
    VALUES ('fake', 'club', 'lobby', :id, '', '2026-05-01 12:00:00+00', '', 'x', 'kim-1', 'kim', '[]',
        false, false, 'm', '"empty"', '[]', 'enforce', :done, :done, '[]', 'done', :done)
"""


@asynccontextmanager
async def opened(address: URL) -> AsyncIterator[AsyncEngine]:
    engine = await open_store(address)
    yield engine
    await engine.dispose()


def alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


async def test_the_migrations_lead_back_to_nothing_and_here_again(address: URL) -> None:
    async with opened(address) as engine:
        await first_case(Store.over(engine, model="stand-in"))
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: command.downgrade(alembic(sync), "base"))
            tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert tables == ["alembic_version"]
    async with opened(address) as engine:
        assert await Store.over(engine, model="stand-in").cases.find(1) is None


async def test_cases_of_an_older_version_get_their_day_and_their_standing(address: URL) -> None:
    engine = create_engine(address)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(alembic(sync), "0001"))
        await connection.execute(text(OLD_CASE), {"id": "1", "done": "delete"})
        await connection.execute(text(OLD_CASE), {"id": "2", "done": "flag"})
    await engine.dispose()
    async with opened(address) as engine:
        store = Store.over(engine, model="stand-in")
        found = await store.case_queries.latest("fake", "club", most=9)
        assert [(f.case.number, f.is_strike, f.case.message.parts) for f in found] == [
            (2, False, ()),
            (1, True, ()),
        ]
        async with engine.connect() as connection:
            days = (await connection.execute(text("SELECT DISTINCT day FROM cases"))).all()
        assert [tuple(row) for row in days] == [("2026-05-01",)]


async def test_settings_outlive_a_restart(address: URL) -> None:
    for _ in range(2):
        async with opened(address) as engine:
            policies = PolicyResolver(Writer(engine), platform="fake", base=Policy())
            if not await policies.overrides_of("club"):
                await policies.change("club", [("lobby", "mode", "shadow")], by=MONA)
    async with opened(address) as engine:
        policies = PolicyResolver(Writer(engine), platform="fake", base=Policy(mode=Mode.ENFORCE))
        assert (await policies.of("club")).mode_in(["lobby"]) is Mode.SHADOW
        assert (await policies.of("other")).mode_in(["lobby"]) is Mode.ENFORCE
        elsewhere = PolicyResolver(Writer(engine), platform="slack", base=Policy(mode=Mode.ENFORCE))
        assert (await elsewhere.of("club")).mode_in(["lobby"]) is Mode.ENFORCE


async def test_what_was_set_in_another_process_holds_here_after_a_few_seconds(
    address: URL,
) -> None:
    clock = [0.0]
    async with opened(address) as first, opened(address) as second:
        here, there = (
            PolicyResolver(Writer(engine), platform="fake", base=Policy(), now=lambda: clock[0])
            for engine in (first, second)
        )
        assert (await here.of("club")).mode_in(["lobby"]) is Mode.FLAG
        await there.change("club", [("lobby", "mode", "shadow")], by=MONA)
        found = []
        for seconds in (4.0, 6.0):
            clock[0] = seconds
            found.append((await here.of("club")).mode_in(["lobby"]))
        assert found == [Mode.FLAG, Mode.SHADOW]


async def test_who_reads_while_it_is_changed_does_not_bring_back_what_held_before(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = PolicyResolver(store.writer, platform="fake", base=Policy())
    read, has_read, may_go_on = policies.overrides_of, asyncio.Event(), asyncio.Event()

    async def read_slowly(community: str) -> list[StoredOverride]:
        found = await read(community)
        has_read.set()
        await may_go_on.wait()
        return found

    monkeypatch.setattr(policies, "overrides_of", read_slowly)
    reader = asyncio.create_task(policies.of("club"))
    await has_read.wait()
    change = asyncio.create_task(policies.change("club", [("club", "mode", "shadow")], by=MONA))
    await asyncio.wait([change], timeout=0.1)
    may_go_on.set()
    await asyncio.gather(reader, change)
    assert (await policies.of("club")).mode_in(["club"]) is Mode.SHADOW


async def test_two_processes_cannot_take_the_same_place(address: URL) -> None:
    async with opened(address) as first, opened(address) as second:
        stores = [Store.over(engine, model="stand-in") for engine in (first, second)]
        await first_case(stores[0])
        people = [Author(f"mod-{n}", f"mod{n}") for n in range(10)]
        taken = await asyncio.gather(
            *(
                stores[n % 2].decisions.claim(1, 0, button=Button.DELETE, by=by)
                for n, by in enumerate(people)
            )
        )
        assert sum(taken) == 1


async def first_case(store: Store) -> None:
    async with store.writer.engine.begin() as connection:
        await connection.execute(text(OLD_CASE), {"id": "1", "done": "flag"})


async def test_what_is_counted_adds_up_over_many_writes(engine: AsyncEngine) -> None:
    counters = Counters(Writer(engine))
    for _ in range(2):
        for what in ("scored", "scored", "overflowed"):
            counters.count(what, platform="fake", community="club", at=NOON)
        await counters.write()
    await counters.write()
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
        await counters.write()
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO counters"))
    await counters.write()
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
