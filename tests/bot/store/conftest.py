"""Databases, cases and verdicts for the tests of the store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.policy import Mode, Policy
from bot.domain.verdict import Verdict, decide
from bot.store.database.engine import open_database
from bot.store.database.schema import MIGRATIONS
from classifier import Label, Scores, Unscored
from tests.fakes.messages import make_message
from tests.fakes.scorer import THRESHOLDS

OLD_CASE = """
    INSERT INTO cases (platform, community, channel, message, edited_at, sent_at, link, text, author,
        author_name, author_roles, author_is_bot, author_is_moderator, model, scores, thresholds, mode,
        wanted, action, notes, result, done)
    VALUES ('fake', 'club', 'lobby', :id, '', '2026-05-01 12:00:00+00', '', 'x', 'kim-1', 'kim', '[]',
        false, false, 'm', '"empty"', '[]', 'enforce', :done, :done, '[]', 'done', :done)
"""
"""A row as the first version of the schema stored it."""


@asynccontextmanager
async def open_engine(address: URL) -> AsyncIterator[AsyncEngine]:
    """Open a database as one process does, and close it at the end."""
    engine = await open_database(address)
    try:
        yield engine
    finally:
        await engine.dispose()


async def insert_case(engine: AsyncEngine) -> None:
    """Store case 1, a flagged message."""
    async with engine.begin() as connection:
        await connection.execute(text(OLD_CASE), {"id": "1", "done": "flag"})


def make_verdict(scores: Scores | Unscored | None = None) -> Verdict:
    """Return the verdict on a message with these scores, an insult's by default, where it enforces."""
    insult = Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: 0.95})
    policy = Policy(mode=Mode.ENFORCE)
    return decide(policy, make_message(), scores=scores or insult, calibrated=THRESHOLDS)


def alembic(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
