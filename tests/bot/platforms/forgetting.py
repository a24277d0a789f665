"""Time that passes for what is stored: everything is as old as the century, and a sweep is due."""

from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.database.tables import cases, text_sweeps

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def let_years_pass(engine: AsyncEngine) -> None:
    """Make every text old, so that the next start of the bot forgets it."""
    async with engine.begin() as connection:
        await connection.execute(update(cases).values(text_at=LONG_AGO))
    await let_sweep_be_due(engine)


async def let_sweep_be_due(engine: AsyncEngine) -> None:
    """Have the next start of the bot sweep, however young every text is."""
    async with engine.begin() as connection:
        await connection.execute(update(text_sweeps).values(swept_at=LONG_AGO))
