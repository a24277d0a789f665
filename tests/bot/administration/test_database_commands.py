"""`parley db`: copies that keep every number, also while the bot writes, and faults that are named."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.administration.database_copy import CopiedTable, copy_database
from bot.config.database_url import parse_url
from bot.domain.message import Author
from bot.store.database.engine import StoreError, open_database
from bot.store.database.tables import metadata
from bot.store.store import Store
from tests.bot.store.conftest import make_verdict
from tests.fakes.command import run_bot
from tests.fakes.filled_tables import fill as fill_all
from tests.fakes.messages import make_message


@pytest.fixture
def other(tmp_path: Path) -> URL:
    """The address of another database, which is not there yet."""
    return parse_url(f"sqlite:///{tmp_path}/other.db")


async def fill(engine: AsyncEngine, *, count: int) -> None:
    """Open cases, and set something in a community."""
    store = Store(engine, model="stand-in")
    for number in range(count):
        await store.cases.open(make_message(id=f"m{number}"), make_verdict())
    changes = [("club", "mode", "shadow")]
    await store.policy_overrides.change("fake", "club", changes=changes, by=Author("42", "mona"))


async def copy(source: AsyncEngine, target: AsyncEngine) -> dict[str, int]:
    """Copy; return the rows by table."""
    copied: list[CopiedTable] = [table async for table in copy_database(source, target)]
    return {table.name: table.rows for table in copied}


async def read_all(engine: AsyncEngine) -> dict[str, list[tuple[object, ...]]]:
    """Read every row of every table."""
    async with engine.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in await connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                )
            ]
            for table in metadata.sorted_tables
        }


async def test_every_row_keeps_its_number_and_its_values(engine: AsyncEngine, other: URL) -> None:
    await fill(engine, count=25)
    target = await open_database(other)
    rows = await copy(engine, target)
    assert (rows["cases"], rows["settings"]) == (25, 1)
    assert await read_all(target) == await read_all(engine)
    await target.dispose()


async def test_the_next_case_has_the_next_number(engine: AsyncEngine, other: URL) -> None:
    source = await open_database(other)
    await fill(source, count=3)
    await copy(source, engine)
    opened = await Store(engine, model="stand-in").cases.open(
        make_message(id="new"), make_verdict()
    )
    assert opened
    assert opened.number == 4
    await source.dispose()


@pytest.mark.parametrize("is_from_here", [True, False], ids=["from here", "to here"])
async def test_a_row_of_each_table_there_is_comes_as_it_is(
    engine: AsyncEngine, other: URL, *, is_from_here: bool
) -> None:
    there = await open_database(other)
    source, target = (engine, there) if is_from_here else (there, engine)
    await fill_all(source)
    rows = await copy(source, target)
    assert rows == dict.fromkeys(metadata.tables, 1)
    assert await read_all(target) == await read_all(source)
    await there.dispose()


async def test_every_table_that_numbers_its_rows_goes_on_after_the_highest(
    engine: AsyncEngine, other: URL
) -> None:
    source = await open_database(other)
    await fill_all(source)
    columns = [
        (table, number)
        for table in metadata.sorted_tables
        if (number := table.autoincrement_column) is not None
    ]
    assert {table.name for table, _ in columns} >= {"cases", "member_notes", "suggestions"}
    async with source.begin() as connection:
        for table, number in columns:
            if table.name != "cases":  # by which others are found
                await connection.execute(update(table).values({number: 41}))
    await copy(source, engine)
    for table, number in columns:
        async with engine.begin() as connection:
            (row,) = (await connection.execute(select(table))).mappings()
            new = {**row, "message": "another"} if table.name == "cases" else dict(row)
            new.pop(number.name)
            added = await connection.execute(insert(table).values(new).returning(number))
            assert added.scalar_one() == row[number.name] + 1
    await source.dispose()


async def test_tables_of_a_library_come_too(engine: AsyncEngine, other: URL) -> None:
    source = await open_database(other)
    async with source.begin() as connection:
        await connection.execute(
            text("CREATE TABLE slack_bots (id INTEGER PRIMARY KEY, token VARCHAR(200))")
        )
        await connection.execute(text("INSERT INTO slack_bots VALUES (7, 'invented')"))
    assert (await copy(source, engine))["slack_bots"] == 1
    async with engine.connect() as connection:
        found = (await connection.execute(text("SELECT id, token FROM slack_bots"))).one()
    assert tuple(found) == (7, "invented")
    await source.dispose()


async def test_a_database_that_holds_rows_is_not_copied_into(
    engine: AsyncEngine, other: URL
) -> None:
    await fill(engine, count=1)
    source = await open_database(other)
    await fill(source, count=2)
    with pytest.raises(StoreError, match="holds rows"):
        await copy(source, engine)
    async with engine.connect() as connection:
        count = select(func.count()).select_from(metadata.tables["cases"])
        assert (await connection.execute(count)).scalar_one() == 1
    await source.dispose()


def test_a_backup_is_made_for_its_owner_alone_and_restored_by_a_command_each(
    tmp_path: Path,
) -> None:
    run_bot("run", "--json", folder=tmp_path, typed=b"you buffoon\n")
    done = run_bot("db", "backup", "kept.db", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE((tmp_path / "kept.db").stat().st_mode) == 0o600
    restored = run_bot(
        "db", "restore", "kept.db", "--database", "sqlite:///new.db", folder=tmp_path
    )
    assert restored.returncode == 0, restored.stderr
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (1,)
    assert not list(tmp_path.glob("*.partial*"))


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("backup", "parley.db"), "parley.db is there already"),
        (("restore", "nowhere.db"), "nowhere.db: there is no such file"),
        (("backup", "nowhere/kept.db"), "nowhere/kept.db cannot be written: No such file"),
        (
            ("backup", "kept.db", "--database", "sqlite:///nowhere.db"),
            "nowhere.db: there is no such database",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, argv: tuple[str, ...], said: str) -> None:
    run_bot("db", "upgrade", folder=tmp_path)
    done = run_bot("db", *argv, folder=tmp_path)
    assert done.returncode == 78
    assert done.stderr.decode().startswith(said)
    assert len(done.stderr.splitlines()) == 1


def test_a_sound_database_is_called_whole_and_a_row_without_its_case_is_named(
    tmp_path: Path,
) -> None:
    run_bot("run", "--json", folder=tmp_path, typed=b"you buffoon\n")
    assert b": whole" in run_bot("db", "check", folder=tmp_path).stdout
    with closing(sqlite3.connect(tmp_path / "parley.db")) as connection, connection:
        connection.execute(
            "INSERT INTO appeals (\"case\", why, appealed_at) VALUES (99, 'x', '2026-05-01')"
        )
    done = run_bot("db", "check", folder=tmp_path)
    assert done.returncode == 78
    assert done.stderr.startswith(b"appeals: row 99 belongs to no row of cases")
