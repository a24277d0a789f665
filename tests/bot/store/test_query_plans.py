"""Questions about cases are answered from indices: none reads all cases of a community."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import Any, TypeAlias

import pytest
from alembic import command
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.actions import Action, Outcome
from bot.domain.fate import MessagesGone
from bot.domain.memory import TextAges
from bot.domain.policy import Strikes
from bot.domain.queue_order import QueueFilter
from bot.store.database.engine import create_engine
from bot.store.store import Store
from classifier import Label
from tests.bot.store.conftest import alembic, make_verdict, open_engine
from tests.fakes.messages import NOON, make_message

HERE = ("fake", "club")
Ask: TypeAlias = Callable[[Store], Awaitable[object]]

QUESTIONS: dict[str, tuple[str, Ask]] = {
    "latest": ("cases_in_order", lambda store: store.case_queries.latest(*HERE, limit=10)),
    "latest of an author": (
        "cases_by_author",
        lambda store: store.case_queries.latest(*HERE, author="kim-1", limit=10),
    ),
    "case": ("cases_by_author", lambda store: store.case_queries.find(1, within_days=30)),
    "strikes": (
        "cases_by_author",
        lambda store: store.case_queries.count_strikes(
            make_message(), Strikes(ladder=(Action.WARN,))
        ),
    ),
    "history": (
        "cases_by_author",
        lambda store: store.case_queries.author_history(
            *HERE, author="kim-1", now=NOON, within_days=30
        ),
    ),
    "member": (
        "cases_by_author",
        lambda store: store.members.facts.find(*HERE, member="kim-1", now=NOON, within_days=30),
    ),
    "reports by a member": (
        "flags_by_reporter",
        lambda store: store.members.facts.find(*HERE, member="kim-1", now=NOON, within_days=30),
    ),
    "notes on a member": (
        "notes_by_member",
        lambda store: store.members.notes.latest(*HERE, member="kim-1", limit=10),
    ),
    "accepted text": (
        "cases_by_author",
        lambda store: store.judged.texts.find(make_message()),
    ),
    "cases whose texts are old": (
        "texts_by_age",
        lambda store: store.text_retention.forget(*HERE, TextAges(NOON, NOON), limit=10),
    ),
    "cards to redraw": (
        "cases_to_redraw",
        lambda store: store.text_retention.find_stale("fake", limit=10),
    ),
    "cases of a message that was deleted": (
        "sqlite_autoindex_cases_1",
        lambda store: store.case_fates.note(
            "fake", MessagesGone("club", channel="lobby", messages=("m1",))
        ),
    ),
    "cases that an earlier run left": (
        "cases_unclosed (platform=? AND result=?)",
        lambda store: store.cases.claim_pending("fake"),
    ),
    "cases that an earlier run did not show": (
        "cases_unfinished (platform=?)",
        lambda store: store.cases.claim_pending("fake"),
    ),
    "decisions that an earlier run left": (
        "decisions USING INDEX decisions_pending",
        lambda store: store.decisions.claim_pending("fake"),
    ),
    "appeals that an earlier run left": (
        "appeals USING INDEX appeals_unshown",
        lambda store: store.appeals.claim_pending("fake"),
    ),
    "cases that nobody was shown": (
        "cases_unfinished",
        lambda store: store.cases.claim_unshown(*HERE),
    ),
    "queue": (
        "cases_in_queue",
        lambda store: store.review_queue.find(*HERE, of=QueueFilter(), limit=10),
    ),
    "queue of a label": (
        "cases_in_queue",
        lambda store: store.review_queue.find(
            *HERE, of=QueueFilter(label=Label.INSULT, channel="lobby"), limit=10
        ),
    ),
    "report": (
        "cases_by_day",
        lambda store: store.statistics.count(
            platform="fake", community="club", since=date(2026, 1, 1), until=date(2026, 5, 1)
        ),
    ),
    "outline of a week": (
        "cases_by_day",
        lambda store: store.statistics.outline(
            platform="fake", community="club", since=date(2026, 4, 25), until=date(2026, 5, 1)
        ),
    ),
    "cases to complete": ("cases_in_order", lambda store: search(store, "")),
    "cases by number": ("cases_in_order", lambda store: search(store, "1")),
    "cases by name": ("cases_by_author", lambda store: search(store, "ki")),
    "strikes to complete": ("strikes_in_order", lambda store: search(store, "", strikes=True)),
}


async def search(store: Store, typed: str, *, strikes: bool = False) -> object:
    return await store.case_search.find(*HERE, typed=typed, only_strikes=strikes, limit=25)


@pytest.fixture(params=["new", "of the first release"])
async def opened(request: pytest.FixtureRequest, address: URL) -> AsyncIterator[AsyncEngine]:
    """A database that was made by its tables, and one that all migrations have led here."""
    if request.param != "new":
        engine = create_engine(address)
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: command.upgrade(alembic(sync), "0001"))
        await engine.dispose()
    async with open_engine(address) as engine:
        yield engine


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_question_is_answered_from_an_index(opened: AsyncEngine, question: str) -> None:
    engine, store = opened, Store(opened, model="stand-in")
    case = await store.cases.open(make_message(), make_verdict())
    assert case
    await store.cases.close(case, Outcome.done(Action.WARN))
    index, ask = QUESTIONS[question]
    plans = await explain(engine, lambda: ask(store))
    assert not [
        line for line in plans if line.startswith("SCAN cases") or "Seq Scan on cases" in line
    ]
    # PostgreSQL takes whichever it likes of a table with one row.
    expected = index if engine.dialect.name == "sqlite" else "Index"
    assert any(expected in line for line in plans), plans


async def test_the_latest_case_of_a_name_is_looked_up_once(opened: AsyncEngine) -> None:
    plans = await explain(opened, lambda: search(Store(opened, model="stand-in"), "kim"))
    subqueries = ("CORRELATED SCALAR SUBQUERY", "SubPlan")
    assert len([line for line in plans if line.strip().startswith(subqueries)]) == 1, plans


async def explain(engine: AsyncEngine, ask: Callable[[], Awaitable[object]]) -> list[str]:
    """Return the database's plans of what is asked, line by line."""
    asked: list[tuple[str, Any]] = []

    def record(*arguments: Any) -> None:
        _, _, sql, values, *_ = arguments
        if sql.startswith(("SELECT", "UPDATE", "WITH")):
            asked.append((sql, values))

    event.listen(engine.sync_engine, "before_cursor_execute", record)
    await ask()
    event.remove(engine.sync_engine, "before_cursor_execute", record)
    lines: list[str] = []
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        for sql, values in asked:
            if engine.dialect.name == "sqlite":
                rows = await (await driver.execute(f"EXPLAIN QUERY PLAN {sql}", values)).fetchall()
                lines += [row[-1] for row in rows]
            else:  # which reads a small table as a whole, where it may
                await driver.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
                lines += [row[0] for row in await driver.fetch(f"EXPLAIN {sql}", *values)]
    return lines
