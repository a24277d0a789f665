"""Fates of messages: what the policy deleted itself is not looked for in the store."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.actions import Action, Outcome
from bot.domain.case import Case
from bot.domain.fate import MessagesGone
from bot.domain.message import Message
from bot.domain.policy import Mode, Policy
from bot.moderation.fates import follow
from bot.moderation.pipeline import Pipeline
from tests.bot.conftest import MakePipeline
from tests.fakes.messages import make_message
from tests.fakes.platform import FakePlatform


async def test_only_deletions_by_others_are_looked_for_in_the_store(
    make_pipeline: MakePipeline, engine: AsyncEngine
) -> None:
    pipeline = make_pipeline(FakePlatform())
    case = await pipeline.moderate(make_message("you buffoon"))
    assert isinstance(case, Case)
    own, other = case.message, make_message("good morning", id="m2")
    assert await count_statements(pipeline, engine, gone(own)) == 0
    assert await count_statements(pipeline, engine, gone(own, other)) == 1


async def test_a_message_that_could_not_be_deleted_is_looked_for(
    make_pipeline: MakePipeline, engine: AsyncEngine
) -> None:
    platform = FakePlatform()
    platform.outcomes = [Outcome.refused("it may not", "Let it.")]
    pipeline = make_pipeline(platform)
    case = await pipeline.moderate(make_message("you buffoon"))
    assert isinstance(case, Case)
    assert case.outcome
    assert case.outcome.action is Action.NONE
    assert await count_statements(pipeline, engine, gone(case.message)) > 0


async def test_a_message_that_was_flagged_alone_is_looked_for(
    make_pipeline: MakePipeline, engine: AsyncEngine
) -> None:
    pipeline = make_pipeline(FakePlatform(), policy=Policy(mode=Mode.FLAG))
    case = await pipeline.moderate(make_message("you buffoon"))
    assert isinstance(case, Case)
    assert await count_statements(pipeline, engine, gone(case.message)) > 0


def gone(*messages: Message) -> MessagesGone:
    """Return the fate of messages of one channel that somebody deleted."""
    first, *_ = messages
    return MessagesGone(first.community, first.channel, tuple(each.id for each in messages))


async def count_statements(pipeline: Pipeline, engine: AsyncEngine, fate: MessagesGone) -> int:
    """Follow a fate, and count what the database is asked."""
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        await follow(pipeline, fate)
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)
    return len(asked)
