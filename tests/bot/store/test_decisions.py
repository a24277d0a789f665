"""The optimistic lock of decisions."""

import asyncio

from sqlalchemy.engine import URL

from bot.domain.buttons import Button
from bot.domain.message import Author
from bot.store.store import Store
from tests.bot.store.conftest import insert_case, open_engine


async def test_two_processes_cannot_take_the_same_place(address: URL) -> None:
    async with open_engine(address) as first, open_engine(address) as second:
        stores = [Store(engine, model="stand-in") for engine in (first, second)]
        await insert_case(first)
        people = [Author(f"mod-{n}", f"mod{n}") for n in range(10)]
        taken = await asyncio.gather(
            *(
                stores[n % 2].decisions.claim(1, 0, button=Button.DELETE, by=by)
                for n, by in enumerate(people)
            )
        )
        assert sum(taken) == 1
