"""A flagged message costs the database a bounded number of statements, and the model one explanation."""

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.case import Case
from classifier import CleanText, Span
from tests.bot.conftest import MakePipeline
from tests.fakes.messages import make_message
from tests.fakes.platform import FakePlatform
from tests.fakes.scorer import StandInScorer

MOST_STATEMENTS = 27
"""Of which a third begin a transaction."""


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
    event.listen(
        engine.sync_engine, "before_cursor_execute", lambda *asked: statements.append(asked[2])
    )
    case = await pipeline.moderate(make_message("you buffoon", id="m2"))
    assert isinstance(case, Case)
    assert len(explained) == 2
    assert len(statements) <= MOST_STATEMENTS, statements
