"""A flagged message costs the database a bounded number of statements, and the model one explanation."""

from collections.abc import Callable
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.case import Case
from classifier import CleanText, Span
from tests.bot.conftest import MakePipeline
from tests.fakes.messages import make_message
from tests.fakes.platform import FakePlatform
from tests.fakes.scorer import StandInScorer

MOST_STATEMENTS = 13
"""Of which one reads: the case, with what its author did before, for its alert."""

MOST_TRIPS = 12
"""To SQLite's thread, each of them two turns of the event loop: about two for each transaction."""


async def test_a_flagged_message_takes_few_statements_and_is_explained_once(
    make_pipeline: MakePipeline, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    explained: list[CleanText] = []
    explain = StandInScorer.explain

    def count(scorer: StandInScorer, text: CleanText) -> list[Span]:
        explained.append(text)
        return explain(scorer, text)

    monkeypatch.setattr(StandInScorer, "explain", count)
    pipeline = make_pipeline(FakePlatform())
    await pipeline.moderate(make_message("you buffoon"))
    statements: list[str] = []

    def note(*asked: Any) -> None:
        if (
            "pg_current_xact_id" not in asked[2]
        ):  # by which PostgreSQL's transactions are told apart
            statements.append(asked[2])

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    case = await pipeline.moderate(make_message("you buffoon", id="m2"))
    assert isinstance(case, Case)
    assert len(explained) == 2
    assert len(statements) <= MOST_STATEMENTS, statements
    assert sum(statement.startswith(("SELECT", "WITH")) for statement in statements) == 1


async def test_a_flagged_message_takes_few_trips_to_the_thread_of_sqlite(
    make_pipeline: MakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = make_pipeline(FakePlatform())
    await pipeline.moderate(make_message("you buffoon"))
    trips: list[object] = []
    execute: Callable[..., Any] = aiosqlite.Connection._execute

    async def count(driver: Any, function: Any, *args: Any, **kwargs: Any) -> Any:
        trips.append(function)
        return await execute(driver, function, *args, **kwargs)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", count)
    await pipeline.moderate(make_message("you buffoon", id="m2"))
    assert len(trips) <= MOST_TRIPS, trips
