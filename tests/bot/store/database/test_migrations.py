"""Migrations of the schema, forward and back."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, make_url, text, update
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.cases import Cases
from bot.store.database.engine import StoreError, create_engine, open_database
from bot.store.database.schema import NEWEST
from bot.store.database.tables import cases, metadata
from bot.store.store import Store
from tests.bot.store.conftest import OLD_CASE, alembic, insert_case, make_verdict, open_engine
from tests.fakes.messages import NOON, make_message


async def test_the_migrations_lead_back_to_nothing_and_here_again(address: URL) -> None:
    async with open_engine(address) as engine:
        await insert_case(engine)
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: command.downgrade(alembic(sync), "base"))
            tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert tables == ["alembic_version"]
    async with open_engine(address) as engine:
        assert await Store(engine, model="stand-in").cases.find(1) is None


async def test_the_newest_schema_is_the_one_that_the_migrations_lead_to(address: URL) -> None:
    async with open_engine(address) as engine, engine.connect() as connection:
        revision = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    assert revision == NEWEST


_OPEN_AGAIN = """
import asyncio, sys
from sqlalchemy import make_url
from bot.store.database.engine import open_database

async def open_again():
    await (await open_database(make_url(sys.argv[1]))).dispose()

asyncio.run(open_again())
print("alembic" in sys.modules)
"""


async def test_only_a_schema_of_an_older_release_loads_alembic(tmp_path: Path) -> None:
    address = f"sqlite+aiosqlite:///{tmp_path}/parley.db"

    async def is_loaded() -> str:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _OPEN_AGAIN, address), stdout=PIPE
        )
        said, _ = await process.communicate()
        return said.decode().strip()

    assert [await is_loaded(), await is_loaded()] == ["False", "False"]
    async with open_engine(make_url(address)) as engine, engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(alembic(sync), "-1"))
    assert [await is_loaded(), await is_loaded()] == ["True", "False"]


async def test_cases_of_an_older_version_get_their_day_and_their_standing(address: URL) -> None:
    engine = create_engine(address)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(alembic(sync), "0001"))
        await connection.execute(text(OLD_CASE), {"id": "1", "done": "delete"})
        await connection.execute(text(OLD_CASE), {"id": "2", "done": "flag"})
    await engine.dispose()
    async with open_engine(address) as engine:
        store = Store(engine, model="stand-in")
        found = await store.case_queries.latest("fake", "club", limit=9)
        assert [(f.case.number, f.is_strike, f.case.message.parts) for f in found] == [
            (2, False, ()),
            (1, True, ()),
        ]
        async with engine.connect() as connection:
            days = (await connection.execute(text("SELECT DISTINCT day FROM cases"))).all()
        assert [tuple(row) for row in days] == [("2026-05-01",)]


async def test_of_several_cases_of_one_message_the_latest_takes_its_edits(address: URL) -> None:
    engine = create_engine(address)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(alembic(sync), "0001"))
        await connection.execute(text(OLD_CASE), {"id": "m1", "done": "flag"})
        edited = OLD_CASE.replace("'', '2026", f"'{NOON.isoformat()}', '2026", 1)
        await connection.execute(text(edited), {"id": "m1", "done": "flag"})
        await connection.execute(update(cases).values(sent_at=NOON))  # as it is stored by the bot
    await engine.dispose()
    async with open_engine(address) as engine:
        store = Store(engine, model="stand-in")
        said = make_message("x", thread=None, category=None)
        assert await store.cases.open(said, make_verdict()) is None
        assert await store.case_versions.add(said, make_verdict()) is None
        later = replace(said, text="y", edited_at=NOON + timedelta(minutes=1))
        added = await store.case_versions.add(later, make_verdict())
        assert added
        assert added.case.number == 2


async def test_the_migrations_make_the_tables_that_the_code_sees(address: URL) -> None:
    def compare(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with migrated_engine(address) as engine, engine.connect() as connection:
        assert await connection.run_sync(compare) == []


async def test_a_new_database_has_what_the_migrations_lead_to(address: URL) -> None:
    async with open_engine(address) as engine, engine.connect() as connection:
        new = await connection.run_sync(describe)
    async with migrated_engine(address) as engine, engine.connect() as connection:
        migrated = await connection.run_sync(describe)
    assert new == migrated


@asynccontextmanager
async def migrated_engine(address: URL) -> AsyncIterator[AsyncEngine]:
    """Open a database after all migrations, back to nothing first where there is one."""
    engine = create_engine(address)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: command.downgrade(alembic(sync), "base"))
            await connection.run_sync(lambda sync: command.upgrade(alembic(sync), "head"))
        yield engine
    finally:
        await engine.dispose()


def describe(connection: Connection) -> dict[str, Any]:
    """Describe the tables of a database: columns by name, keys and indexes, in no order."""
    found = inspect(connection)
    return {
        table: {
            "columns": {
                each["name"]: (str(each["type"]), each["nullable"], each["default"])
                for each in found.get_columns(table)
            },
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(each["column_names"] for each in found.get_unique_constraints(table)),
            "references": sorted(
                (each["constrained_columns"], each["referred_table"], each["referred_columns"])
                for each in found.get_foreign_keys(table)
            ),
            "indexes": {
                each["name"]: (each["column_names"], each["unique"], _condition(each))
                for each in found.get_indexes(table)
            },
        }
        for table in found.get_table_names()
    }


def _condition(index: Any) -> str:
    """Return the condition of a partial index; as SQLAlchemy writes it where it was once written by hand."""
    options = index.get("dialect_options", {})
    written = str(options.get("sqlite_where", options.get("postgresql_where", "")))
    return written.replace("NOT is_superseded", "is_superseded = 0")


async def test_two_processes_can_start_on_a_new_database_at_once(address: URL) -> None:
    for engine in await asyncio.gather(open_database(address), open_database(address)):
        assert await Cases(engine, model="m").claim_pending("fake") == []
        await engine.dispose()


async def test_a_database_of_a_newer_version_is_refused(address: URL) -> None:
    engine = await open_database(address)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(StoreError, match="another version of Parley"):
        await open_database(address)
