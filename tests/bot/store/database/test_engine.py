"""Opening a database: its settings, and the error where it cannot be opened."""

import gc
import os
import socket
import sys
from functools import _lru_cache_wrapper
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from bot.config.database_url import parse_url
from bot.store.cases import Cases
from bot.store.database.engine import (
    MOST_SQLITE_BYTES,
    MOST_STATEMENTS,
    StoreError,
    StoreUnreachableError,
    create_engine,
    open_database,
)
from tests.bot.store.conftest import make_verdict
from tests.fakes.messages import make_message


async def test_sqlite_keeps_what_it_records_waits_for_other_writers_and_is_bounded_in_memory(
    tmp_path: Path,
) -> None:
    engine = await open_database(parse_url(f"sqlite:///{tmp_path}/parley.db"))
    async with engine.connect() as connection:
        pragmas = {
            name: await connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "busy_timeout", "soft_heap_limit")
        }
    await engine.dispose()
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 10_000,
        "soft_heap_limit": MOST_SQLITE_BYTES,
    }


async def test_a_connection_to_sqlite_keeps_few_statements_prepared(tmp_path: Path) -> None:
    engine = await open_database(parse_url(f"sqlite:///{tmp_path}/parley.db"))
    async with engine.connect() as connection:
        for number in range(2 * MOST_STATEMENTS):
            await connection.scalar(text(f"SELECT 1 AS number_{number}"))
        prepared = [
            found.cache_info().currsize
            for found in gc.get_objects()
            if isinstance(found, _lru_cache_wrapper) and found.__module__ == "sqlite3"
        ]
    await engine.dispose()
    assert max(prepared) == MOST_STATEMENTS


async def test_opening_twice_keeps_what_is_there(address: URL) -> None:
    for number in (1, 2):
        engine = await open_database(address)
        case = await Cases(engine, model="m").open(make_message(id=str(number)), make_verdict())
        assert case
        assert case.number == number
        await engine.dispose()


async def test_a_place_that_is_not_there_or_no_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere/parley\.db: unable to open"):
        await open_database(parse_url(f"sqlite:///{tmp_path}/nowhere/parley.db"))
    (tmp_path / "note.txt").write_text("these are no pages of a database" * 100)
    with pytest.raises(StoreError, match="not a database"):
        await open_database(parse_url(f"sqlite:///{tmp_path}/note.txt"))


async def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(
        StoreUnreachableError, match=f"127.0.0.1:{port}/parley: .*; check that the"
    ) as caught:
        await open_database(
            parse_url(f"postgresql://kim:open@127.0.0.1:{port}/parley"), retry_seconds=0
        )
    assert "open" not in str(caught.value)


def test_a_driver_that_is_missing_is_named_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(StoreError, match=r"asyncpg, its driver, .*; install it: .*locks/bot.txt"):
        create_engine(parse_url("postgresql://u@h/d"))


def list_modes(folder: Path) -> list[int]:
    return [file.stat().st_mode & 0o777 for file in folder.iterdir()]


async def test_the_file_is_made_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        engine = await open_database(parse_url(f"sqlite:///{tmp_path}/parley.db"))
        async with engine.begin() as connection:
            await connection.execute(text("SELECT 1"))
            assert set(list_modes(tmp_path)) == {0o600}
        await engine.dispose()
    finally:
        os.umask(before)
