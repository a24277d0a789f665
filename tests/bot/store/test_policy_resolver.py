"""Policies with overrides: kept over a restart, and fresh in every process."""

import asyncio

import pytest
from sqlalchemy.engine import URL

from bot.domain.policy import Mode, Policy
from bot.domain.policy_overrides import StoredOverride
from bot.store.database.writer import Writer
from bot.store.policy_overrides import PolicyOverrides
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from tests.bot.store.conftest import open_engine
from tests.fakes.club import MONA


async def test_settings_outlive_a_restart(address: URL) -> None:
    for _ in range(2):
        async with open_engine(address) as engine:
            policies = PolicyResolver(
                PolicyOverrides(Writer(engine)), platform="fake", base=Policy()
            )
            if not await policies.list_overrides("club"):
                await policies.change("club", [("lobby", "mode", "shadow")], by=MONA)
    async with open_engine(address) as engine:
        policies = PolicyResolver(
            PolicyOverrides(Writer(engine)), platform="fake", base=Policy(mode=Mode.ENFORCE)
        )
        assert (await policies.resolve("club")).mode_in(["lobby"]) is Mode.SHADOW
        assert (await policies.resolve("other")).mode_in(["lobby"]) is Mode.ENFORCE
        elsewhere = PolicyResolver(
            PolicyOverrides(Writer(engine)), platform="slack", base=Policy(mode=Mode.ENFORCE)
        )
        assert (await elsewhere.resolve("club")).mode_in(["lobby"]) is Mode.ENFORCE


async def test_what_was_set_in_another_process_holds_here_after_a_few_seconds(
    address: URL,
) -> None:
    clock = [0.0]
    async with open_engine(address) as first, open_engine(address) as second:
        here, there = (
            PolicyResolver(
                PolicyOverrides(Writer(engine)),
                platform="fake",
                base=Policy(),
                now=lambda: clock[0],
            )
            for engine in (first, second)
        )
        assert (await here.resolve("club")).mode_in(["lobby"]) is Mode.FLAG
        await there.change("club", [("lobby", "mode", "shadow")], by=MONA)
        found = []
        for seconds in (4.0, 6.0):
            clock[0] = seconds
            found.append((await here.resolve("club")).mode_in(["lobby"]))
        assert found == [Mode.FLAG, Mode.SHADOW]


async def test_who_reads_while_it_is_changed_does_not_bring_back_what_held_before(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = PolicyResolver(store.policy_overrides, platform="fake", base=Policy())
    read, has_read, may_go_on = policies.list_overrides, asyncio.Event(), asyncio.Event()

    async def read_slowly(community: str) -> list[StoredOverride]:
        found = await read(community)
        has_read.set()
        await may_go_on.wait()
        return found

    monkeypatch.setattr(policies, "list_overrides", read_slowly)
    reader = asyncio.create_task(policies.resolve("club"))
    await has_read.wait()
    change = asyncio.create_task(policies.change("club", [("club", "mode", "shadow")], by=MONA))
    await asyncio.wait([change], timeout=0.1)
    may_go_on.set()
    await asyncio.gather(reader, change)
    assert (await policies.resolve("club")).mode_in(["club"]) is Mode.SHADOW
