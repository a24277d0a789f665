"""Several processes on one PostgreSQL: nothing is lost between them, and nothing done twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from aiohttp import ClientSession
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.app import choose_enforcers
from bot.domain.buttons import Button
from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.policy import Mode, Policy
from bot.domain.verdict import Verdict, decide
from bot.moderation.pipeline import Pipeline
from bot.platforms.slack.connection.oauth_installations import open_installations
from bot.platforms.slack.connection.request_pace import RequestPace
from bot.platforms.slack.connection.token_health import TokenHealth
from bot.platforms.slack.connection.tokens import CLIENT, CLIENT_SECRET
from bot.runner import serve
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.platform_stats import PlatformStats
from bot.store.counters import Counters
from bot.store.database.engine import open_database
from bot.store.database.writer import Writer
from bot.store.member_reports import Reported
from bot.store.policy_overrides import PolicyOverrides
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from classifier import Label, Scores
from tests.fakes.club import MAX, MONA, RUDE
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform
from tests.fakes.scorer import THRESHOLDS, StandInScorer
from tests.fakes.waiting import TIMEOUT

T = TypeVar("T")


def rude_messages(count: int) -> list[Message]:
    return [make_message(RUDE, id=f"m{number}") for number in range(count)]


def verdict() -> Verdict:
    scores = Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: 0.95})
    policy = Policy(mode=Mode.ENFORCE)
    return decide(policy, make_message(), scores=scores, calibrated=THRESHOLDS)


async def open_cases(store: Store, count: int) -> list[Case]:
    opened = [await store.cases.open(message, verdict()) for message in rude_messages(count)]
    return [case for case in opened if case]


async def claim_when_free(claim: Callable[[str], Awaitable[list[T]]]) -> list[T]:
    """Claim what is left behind, once the server has noticed that its owner is gone."""
    async with asyncio.timeout(TIMEOUT):
        while not (left := await claim("fake")):
            pass
    return left


async def begin_everything(address: URL) -> AsyncEngine:
    """Act as a process that opens a case, claims a decision, stores an appeal, and finishes none."""
    engine = await open_database(address)
    store = Store(engine, model="stand-in")
    (case,) = await open_cases(store, 1)
    assert await store.decisions.claim(case.number, 0, button=Button.DELETE, by=MONA)
    assert await store.appeals.open(case.number, "it was a joke")
    return engine


async def test_what_one_process_works_on_another_takes_up_only_once_that_is_gone(
    address: URL, store: Store
) -> None:
    other = await begin_everything(address)
    for table in (store.cases, store.decisions, store.appeals):
        assert await table.claim_pending("fake") == []
    await other.dispose()
    assert [case.number for case in await claim_when_free(store.cases.claim_pending)] == [1]
    assert await claim_when_free(store.decisions.claim_pending) == [(1, 0)]
    assert await claim_when_free(store.appeals.claim_pending) == [1]


async def test_of_two_that_start_after_a_crash_each_takes_up_what_the_other_does_not(
    address: URL, store: Store, second_store: Store
) -> None:
    gone = await open_database(address)
    await open_cases(Store(gone, model="stand-in"), 20)
    await gone.dispose()
    taken: list[int] = []
    async with asyncio.timeout(TIMEOUT):
        while len(taken) < 20:
            both = (store.cases.claim_pending("fake"), second_store.cases.claim_pending("fake"))
            first, second = await asyncio.gather(*both)
            assert not {case.number for case in first} & {case.number for case in second}
            taken = sorted(case.number for case in [*first, *second])
    assert taken == list(range(1, 21))


async def test_two_that_are_brought_the_same_messages_act_on_each_once(
    store: Store, second_store: Store
) -> None:
    messages = rude_messages(25)
    platforms = [FakePlatform(messages), FakePlatform(reversed(messages))]
    async with AsyncScorer(StandInScorer()) as scoring:
        pipelines = [
            Pipeline(
                platform=platform,
                enforcers=choose_enforcers(platform, is_dry_run=False),
                policies=PolicyResolver(
                    one.policy_overrides, platform="fake", base=Policy(mode=Mode.ENFORCE)
                ),
                scorer=scoring,
                store=one,
            )
            for platform, one in zip(platforms, (store, second_store), strict=True)
        ]
        await asyncio.gather(*map(serve, pipelines))
    enforcements = [
        enforcement.message.id for platform in platforms for enforcement in platform.enforcements
    ]
    assert sorted(enforcements) == sorted(message.id for message in messages)
    alerts = [alert.case.number for platform in platforms for alert in platform.alerts]
    assert len(set(alerts)) == len(alerts) == len(messages)
    assert all(platform.enforcements for platform in platforms)


async def test_of_two_moderators_who_set_the_same_at_once_the_later_is_heard(
    engine: AsyncEngine, second_engine: AsyncEngine
) -> None:
    here, there = (
        PolicyResolver(PolicyOverrides(Writer(one)), platform="fake", base=Policy())
        for one in (engine, second_engine)
    )
    async with engine.begin() as earlier:
        await earlier.execute(
            text("INSERT INTO settings VALUES ('fake', 'club', 'lobby', 'mode', 'flag', 'mona-1')")
        )
        change = there.change("club", [("lobby", "mode", "shadow")], by=MAX)
        later = asyncio.create_task(change)
        await wait_for_blocked_query(engine)
    await later
    assert [setting.value for setting in await here.list_overrides("club")] == ["shadow"]


async def test_who_flags_a_message_twice_at_once_has_flagged_it_once(
    engine: AsyncEngine, store: Store, second_store: Store
) -> None:
    message = make_message("well, well")
    async with engine.begin() as earlier:
        await earlier.execute(text("LOCK TABLE flags IN SHARE MODE"))
        both = [
            asyncio.create_task(one.member_reports.open(message, verdict(), by=MAX, at=NOON))
            for one in (store, second_store)
        ]
        await wait_for_blocked_query(engine)
    flagged = await asyncio.gather(*both)
    assert sum(isinstance(found, Reported) for found in flagged) == 1


async def test_two_that_are_brought_the_edits_of_a_message_make_one_case_with_each_once(
    store: Store, second_store: Store
) -> None:
    later = (NOON + timedelta(minutes=minute) for minute in range(12))
    edits = [make_message(f"{RUDE} {at.minute}", edited_at=at) for at in later]
    assert await store.cases.open(make_message(RUDE), verdict())
    await asyncio.gather(
        *(one.case_versions.add(each, verdict()) for each in edits for one in (store, second_store))
    )
    case_file = await store.case_queries.find(1, within_days=1)
    assert case_file
    versions = [case_file.case, *case_file.versions]
    assert sorted(each.version for each in versions) == list(range(13))
    assert len({each.message.text for each in versions}) == 13


async def test_two_that_are_brought_different_versions_first_open_one_case(
    store: Store, second_store: Store
) -> None:
    versions = [make_message(RUDE, edited_at=at) for at in (None, NOON)]
    stores = (store, second_store)
    opened = await asyncio.gather(
        *(one.cases.open(each, verdict()) for one, each in zip(stores, versions, strict=True))
    )
    assert sum(case is not None for case in opened) == 1


async def wait_for_blocked_query(engine: AsyncEngine) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with asyncio.timeout(TIMEOUT), engine.connect() as connection:
        while not await connection.scalar(waiting):
            pass


async def test_two_that_wait_for_each_other_both_get_through(
    engine: AsyncEngine, second_engine: AsyncEngine
) -> None:
    both_have_one = asyncio.Barrier(2)
    is_first_try = {"a": True, "b": True}

    async def put(writer: Writer, names: str) -> int:
        async def work(connection: AsyncConnection) -> int:
            first, second = (
                text(f"INSERT INTO presence VALUES ('{name}', now()) ON CONFLICT DO NOTHING")  # noqa: S608
                for name in names
            )
            await connection.execute(first)
            if is_first_try[names[0]]:
                is_first_try[names[0]] = False
                await both_have_one.wait()
            await connection.execute(second)
            return 1

        return await writer.write(work)

    works = (put(Writer(engine), "ab"), put(Writer(second_engine), "ba"))
    assert sum(await asyncio.gather(*works)) == 2


async def test_what_two_count_adds_up(engine: AsyncEngine, second_engine: AsyncEngine) -> None:
    both = [Counters(Writer(one)) for one in (engine, second_engine)]
    names = [f"unscored {number}" for number in range(20)]
    for counters, order in zip(both, (names, names[::-1]), strict=True):
        for what in order:
            counters.count(what, platform="fake", community="club", at=NOON)
    await asyncio.gather(*(counters.flush() for counters in both))
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT what, count FROM counters"))).all()
    assert sorted(tuple(row) for row in rows) == sorted((name, 2) for name in names)


async def test_two_can_make_slacks_tables_at_once(
    engine: AsyncEngine, second_engine: AsyncEngine
) -> None:
    async with ClientSession() as session:
        tokens = {CLIENT: "client", CLIENT_SECRET: "secret"}
        health = TokenHealth(PlatformStats("slack"), remedy="")
        await asyncio.gather(
            *(
                open_installations(tokens, session, one, health, pace=RequestPace(lambda: 2))
                for one in (engine, second_engine)
            )
        )
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM slack_bots")) == 0


async def test_of_two_that_would_forget_texts_one_does_and_the_other_once_that_has_died(
    address: URL, store: Store
) -> None:
    other = await open_database(address)
    now, hour = datetime.now(UTC), timedelta(hours=1)
    first = Store(other, model="stand-in").text_retention
    await first.claim("fake", at=now, interval=hour)
    assert await first.claim("fake", at=now + hour, interval=hour)
    assert not await store.text_retention.claim("fake", at=now + hour, interval=hour)
    await other.dispose()
    async with asyncio.timeout(TIMEOUT):
        while not await store.text_retention.claim("fake", at=now + hour, interval=hour):
            pass
