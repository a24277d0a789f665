import asyncio
import socket
import sys
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.actions import Action, Outcome
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.domain.verdict import Verdict, decide
from bot.store.cases import Cases
from bot.store.database.engine import (
    StoreAwayError,
    StoreError,
    create_engine,
    open_store,
    read_url,
)
from bot.store.database.tables import metadata
from bot.store.database.writer import Writer
from classifier import Label, Reason, Scores, Unscored
from tests.fakes.messages import NOON, make_message
from tests.fakes.scorer import THRESHOLDS


def verdict(scores: Scores | Unscored | None = None) -> Verdict:
    found = scores or Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: 0.95})
    policy = Policy(mode=Mode.ENFORCE)
    return decide(policy, make_message(), scores=found, calibrated=THRESHOLDS)


async def test_a_case_comes_back_as_it_was_stored(cases: Cases) -> None:
    message = make_message(
        author=Author("7", "kim", frozenset({"b", "a"}), is_bot=True, is_moderator=True),
        edited_at=NOON.astimezone(timezone(timedelta(hours=5))),
        link="https://chat.example/7",
    )
    opened = await cases.open(message, verdict())
    assert opened
    assert await cases.find(opened.number) == opened
    closed = await cases.close(opened, Outcome.refused("may not", "let it"))
    assert await cases.find(opened.number) == closed
    assert closed.outcome == Outcome.refused("may not", "let it")


async def test_a_case_about_an_unscored_text_keeps_why_it_was_not_scored(cases: Cases) -> None:
    opened = await cases.open(make_message(), verdict(Unscored(Reason.TOO_LONG)))
    assert opened
    assert await cases.find(opened.number) == opened


async def test_a_redelivered_message_opens_no_second_case(cases: Cases) -> None:
    assert await cases.open(make_message(), verdict())
    assert await cases.open(make_message(), verdict()) is None


async def test_an_edited_message_opens_a_case_of_its_own(cases: Cases) -> None:
    first = await cases.open(make_message(), verdict())
    later = await cases.open(make_message(edited_at=NOON), verdict())
    assert first
    assert later
    assert later.number == first.number + 1


async def test_a_thousand_deliveries_at_once_open_one_case(cases: Cases) -> None:
    opened = await asyncio.gather(*(cases.open(make_message(), verdict()) for _ in range(1000)))
    assert len([case for case in opened if case]) == 1


async def test_a_case_is_unfinished_until_it_was_done_and_shown(cases: Cases) -> None:
    case = await cases.open(make_message(), verdict())
    assert case
    assert await cases.claim_pending("fake") == [case]
    assert await cases.claim_pending("elsewhere") == []
    closed = await cases.close(case, Outcome.done(Action.DELETE))
    assert await cases.claim_pending("fake") == [closed]
    await cases.mark_alerted(case)
    assert await cases.claim_pending("fake") == []


async def test_what_databases_refuse_is_left_out_of_a_text(cases: Cases) -> None:
    case = await cases.open(make_message("a\x00b\ud800c 😀"), verdict())
    assert case
    stored = await cases.find(case.number)
    assert stored
    assert stored.message.text == "abc 😀"


async def test_sqlite_keeps_what_it_has_recorded_and_waits_for_other_writers(
    tmp_path: Path,
) -> None:
    engine = await open_store(read_url(f"sqlite:///{tmp_path}/parley.db"))
    async with engine.connect() as connection:
        pragmas = {
            name: await connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "busy_timeout")
        }
    await engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000}


async def test_the_migrations_make_the_tables_that_the_code_sees(engine: AsyncEngine) -> None:
    def compare(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(compare) == []


async def test_two_processes_can_write_to_one_database(address: URL) -> None:
    engines = [await open_store(address) for _ in range(2)]
    stores = [Cases(engine, model="stand-in") for engine in engines]
    opened = await asyncio.gather(
        *(stores[i % 2].open(make_message(id=str(i)), verdict()) for i in range(60))
    )
    assert sorted(case.number for case in opened if case) == list(range(1, 61))
    for engine in engines:
        await engine.dispose()


async def test_two_processes_can_start_on_a_new_database_at_once(address: URL) -> None:
    for engine in await asyncio.gather(open_store(address), open_store(address)):
        assert await Cases(engine, model="m").claim_pending("fake") == []
        await engine.dispose()


async def test_opening_twice_keeps_what_is_there(address: URL) -> None:
    for number in (1, 2):
        engine = await open_store(address)
        case = await Cases(engine, model="m").open(make_message(id=str(number)), verdict())
        assert case
        assert case.number == number
        await engine.dispose()


async def test_a_database_of_a_newer_version_is_refused(address: URL) -> None:
    engine = await open_store(address)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(StoreError, match="another version of Parley"):
        await open_store(address)


async def test_a_place_that_is_not_there_or_no_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere/parley\.db: unable to open"):
        await open_store(read_url(f"sqlite:///{tmp_path}/nowhere/parley.db"))
    (tmp_path / "note.txt").write_text("these are no pages of a database" * 100)
    with pytest.raises(StoreError, match="not a database"):
        await open_store(read_url(f"sqlite:///{tmp_path}/note.txt"))


@pytest.mark.parametrize("url", ["parley.db", "mysql://u@h/d", ""])
def test_an_address_it_cannot_use_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite"):
        read_url(url)


def test_the_driver_need_not_be_written() -> None:
    assert read_url("sqlite:///x.db").drivername == "sqlite+aiosqlite"
    for written in ("postgresql", "postgres"):
        assert read_url(f"{written}://u@h/d").drivername == "postgresql+asyncpg"


async def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(
        StoreAwayError, match=f"127.0.0.1:{port}/parley: .*; check that the"
    ) as caught:
        await open_store(read_url(f"postgresql://kim:open@127.0.0.1:{port}/parley"), patience=0)
    assert "open" not in str(caught.value)


def test_a_driver_that_is_missing_is_named_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(StoreError, match=r"asyncpg, its driver, .*; install it: .*requirements"):
        create_engine(read_url("postgresql://u@h/d"))


async def test_a_write_that_fails_takes_no_other_with_it(engine: AsyncEngine) -> None:
    writer = Writer(engine)
    cases = Cases(engine, model="stand-in")

    async def spoil(connection: AsyncConnection) -> None:
        await connection.execute(text("INSERT INTO cases (number) VALUES (1)"))

    async def insert(name: str) -> int:
        async def work(connection: AsyncConnection) -> int:
            await connection.execute(text("CREATE TABLE IF NOT EXISTS names (name TEXT)"))
            await connection.execute(text("INSERT INTO names VALUES (:name)"), {"name": name})
            return len(name)

        return await writer.write(work)

    works: list[Awaitable[Any]] = [insert("a"), insert("b"), writer.write(spoil), insert("cd")]
    *first, failed, last = await asyncio.gather(*works, return_exceptions=True)
    assert (first, last) == ([1, 1], 2)
    assert isinstance(failed, IntegrityError)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM names")) == 3
    assert await cases.open(replace(make_message(), id="m2"), verdict())


async def test_writes_that_wait_share_a_commit(engine: AsyncEngine) -> None:
    writer, commits = Writer(engine), list[Connection]()
    event.listen(engine.sync_engine, "commit", commits.append)

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(text("SELECT 1"))

    await asyncio.gather(*(writer.write(work) for _ in range(50)))
    assert len(commits) <= 2
