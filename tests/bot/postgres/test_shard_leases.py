"""Shard leases: several processes divide the shards of a bot among them, by the database's clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.shards import ShardScope
from bot.store.database.writer import Writer
from bot.store.last_seen import LastSeen
from bot.store.outage import StoreOutage
from bot.store.shard_leases import IDENTIFY_INTERVAL, ShardLeases, Shards
from bot.store.shared_clock import SharedClock
from bot.store.store import Store
from tests.bot.store.conftest import make_verdict
from tests.fakes.messages import make_message

SEEN = datetime.now(UTC) - timedelta(hours=1)


def lease(engine: AsyncEngine, *, shards: int = 4) -> ShardLeases:
    return ShardLeases(Writer(engine), StoreOutage(), SharedClock(), bot="parley", shards=shards)


@pytest.fixture
def first(engine: AsyncEngine) -> ShardLeases:
    return lease(engine)


@pytest.fixture
def second(second_engine: AsyncEngine) -> ShardLeases:
    return lease(second_engine)


async def held(leases: ShardLeases) -> set[int]:
    return set((await leases.renew()).seen)


async def let_all_lapse(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for statement in (
            "UPDATE processes SET seen_at = now() - interval '1 minute'",
            "UPDATE shard_leases SET until = now() - interval '1 second'",
        ):
            await connection.execute(text(statement))


async def test_a_process_alone_takes_all_shards(first: ShardLeases) -> None:
    assert await held(first) == {0, 1, 2, 3}


async def test_a_second_process_waits_for_its_share(
    first: ShardLeases, second: ShardLeases
) -> None:
    await first.renew()
    assert await held(second) == set()
    assert (await first.renew()).is_surplus
    await first.release(3, seen_at=None)
    await first.release(2, seen_at=None)
    assert await held(second) == {2, 3}
    assert await held(first) == {0, 1}
    assert not (await first.renew()).is_surplus


async def test_two_that_start_at_once_hold_no_shard_twice(
    first: ShardLeases, second: ShardLeases
) -> None:
    both = await asyncio.gather(first.renew(), second.renew())
    mine, others = (set(one.seen) for one in both)
    assert not mine & others
    assert mine | others == {0, 1, 2, 3}


async def test_the_shards_of_a_process_that_is_not_heard_of_are_taken_by_another(
    first: ShardLeases, second: ShardLeases, engine: AsyncEngine
) -> None:
    await first.renew()
    await let_all_lapse(engine)
    assert await held(second) == {0, 1, 2, 3}
    assert await held(first) == set()


async def test_a_lease_that_lapsed_and_that_nobody_took_stays_with_its_holder(
    first: ShardLeases, engine: AsyncEngine
) -> None:
    await first.renew()
    await let_all_lapse(engine)
    assert await held(first) == {0, 1, 2, 3}


async def test_who_takes_a_shard_knows_what_was_seen_in_it(
    first: ShardLeases, second: ShardLeases
) -> None:
    await first.renew()
    await first.record_seen(SEEN)
    await second.renew()
    await first.renew()
    await first.release(3, seen_at=None)
    assert (await second.renew()).seen == {3: SEEN}


async def test_with_another_number_of_shards_what_was_seen_is_known_all_the_same(
    engine: AsyncEngine, first: ShardLeases
) -> None:
    await first.renew()
    await first.record_seen(SEEN)
    await first.leave()
    assert set((await lease(engine, shards=2).renew()).seen.values()) == {SEEN}


async def test_what_a_single_process_had_seen_before_is_known_to_all_shards(
    engine: AsyncEngine, first: ShardLeases
) -> None:
    await LastSeen(Writer(engine)).record("discord", SEEN)
    assert set((await first.renew()).seen.values()) == {SEEN}


async def test_who_joins_learns_with_how_many_shards_the_others_run(
    engine: AsyncEngine, second_engine: AsyncEngine, first: ShardLeases
) -> None:
    assert (
        await Shards(Writer(second_engine), StoreOutage(), SharedClock()).find_count("parley")
        is None
    )
    await first.renew()
    assert (
        await Shards(Writer(second_engine), StoreOutage(), SharedClock()).find_count("parley") == 4
    )
    assert await Shards(Writer(engine), StoreOutage(), SharedClock()).find_count("parley") is None
    await first.leave()
    assert (
        await Shards(Writer(second_engine), StoreOutage(), SharedClock()).find_count("parley")
        is None
    )


async def test_new_sessions_take_turns_across_processes(
    first: ShardLeases, second: ShardLeases
) -> None:
    turns = [await each.take_identify_turn(0) for each in (first, second, first)]
    assert turns[0] == 0
    for number, turn in enumerate(turns):
        assert number * IDENTIFY_INTERVAL - 1 < turn <= number * IDENTIFY_INTERVAL
    assert await second.take_identify_turn(1) == 0  # another bucket


async def test_what_a_process_has_begun_in_a_shard_goes_over_with_it(
    store: Store, second_store: Store, first: ShardLeases, second: ShardLeases
) -> None:
    guild = str(3 << 22)  # in shard 3 of 4
    opened = await store.cases.open(
        make_message("you buffoon", platform="discord", community=guild), make_verdict()
    )
    assert opened
    here, there = ShardScope(4, [3]), ShardScope(4, [0, 1, 2])
    await first.renew()
    await second.renew()
    assert await second_store.cases.claim_pending("discord", shards=here) == []
    assert await store.cases.claim_pending("discord", shards=here) == []  # it is at work on it
    await first.release(3, seen_at=None)
    assert await second_store.cases.claim_pending("discord", shards=there) == []
    taken = await second_store.cases.claim_pending("discord", shards=here)
    assert [case.number for case in taken] == [opened.number]


async def test_what_a_silent_process_has_begun_is_taken_up_though_its_sessions_are_still_listed(
    store: Store, second_store: Store, first: ShardLeases, engine: AsyncEngine
) -> None:
    guild = str(3 << 22)
    opened = await store.cases.open(
        make_message("you buffoon", platform="discord", community=guild), make_verdict()
    )
    assert opened
    await first.renew()
    await let_all_lapse(engine)
    taken = await second_store.cases.claim_pending("discord", shards=ShardScope(4, [3]))
    assert [case.number for case in taken] == [opened.number]
