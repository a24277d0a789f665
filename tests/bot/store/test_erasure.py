"""Erasure and retention, table by table: none is left out, whatever is added to the schema."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.memory import MemoryRules, TextAges
from bot.store.database.tables import metadata
from bot.store.erasure_rules import NOTHING_OF_A_MEMBER, RULES
from bot.store.store import Store
from tests.fakes.club import MONA
from tests.fakes.filled_tables import HERE, MEMBER, fill

NAMES_THAT_STAY = {
    "decisions.by_name",
    "setting_changes.by_name",
    "desk_audit.by_name",
    "assignments.by_name",
}
"""Names of those who decided or set something, until they are erased, and of those who work on a case, for minutes."""


async def read(engine: AsyncEngine) -> dict[Table, list[dict[str, Any]]]:
    async with engine.connect() as connection:
        return {
            table: [dict(row._mapping) for row in await connection.execute(select(table))]
            for table in metadata.sorted_tables
        }


def test_each_table_has_a_rule_for_erasure_or_a_reason_for_none() -> None:
    """A new table belongs into `RULES` or `NOTHING_OF_A_MEMBER` of bot/store/erasure_rules.py."""
    assert not set(RULES) & set(NOTHING_OF_A_MEMBER)
    assert {*RULES, *NOTHING_OF_A_MEMBER} == set(metadata.sorted_tables)


async def test_nothing_of_an_erased_member_is_left_in_any_column(
    engine: AsyncEngine, store: Store
) -> None:
    """A new column is a person's unless tests/fakes/filled_tables.py lists it as plain."""
    await fill(engine)
    counts = await store.erasure.erase(MEMBER, **HERE, by=MONA)
    assert all(counts.values()), counts
    left = [
        f"{table.name}.{name}"
        for table, rows in (await read(engine)).items()
        for row in rows
        for name, value in row.items()
        if "kim" in str(value) and table.name != "suggestions"
    ]
    assert left == []


async def test_no_words_and_no_names_are_left_once_they_are_old(
    engine: AsyncEngine, store: Store
) -> None:
    await fill(engine)
    now = datetime.now(UTC)
    old = now - timedelta(days=30)
    assert await store.text_retention.forget(**HERE, ages=TextAges(old, old), limit=9) == 1
    await store.text_retention.forget_notes("fake", before=old)
    await store.text_retention.forget_suggestions(before=old)
    left = {
        f"{table.name}.{name}"
        for table, rows in (await read(engine)).items()
        for row in rows
        for name, value in row.items()
        if "kim in" in str(value)
    }
    assert left - NAMES_THAT_STAY == {"cases.author_roles", "cases.link", "flags.link"}
    (case,) = (await read(engine))[metadata.tables["cases"]]
    assert (case["author"], case["label"], case["done"]) == (MEMBER, "insult", "delete")


def test_the_page_for_the_data_controller_says_of_each_table_what_it_holds_and_for_how_long() -> (
    None
):
    page = (Path(__file__).parents[3] / "docs/privacy.md").read_text()
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row[-2])}
    assert {table.name for table in metadata.sorted_tables} <= named
    assert all(len(row) == len(rows[0]) for row in rows)
    memory = MemoryRules()
    assert f"`text_days` ({memory.text_days}) and `note_days` ({memory.note_days})" in page
