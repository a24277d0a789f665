"""A second engine on the same database, which PostgreSQL takes for a second process."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.database.engine import open_database
from bot.store.store import Store


@pytest.fixture
async def second_engine(address: URL, engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    del engine  # the first
    second = await open_database(address)
    yield second
    await second.dispose()


@pytest.fixture
def second_store(second_engine: AsyncEngine) -> Store:
    return Store(second_engine, model="stand-in")
