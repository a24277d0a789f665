"""Requests keep to a pace, and what takes a message away or stops its author goes before the others."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.platforms.discord.request_pace import PER_SECOND, RequestPace
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN


@pytest.fixture
async def session(club: FakeDiscord) -> AsyncIterator[aiohttp.ClientSession]:
    """A session that keeps to the pace of one process."""
    trace = aiohttp.TraceConfig()
    RequestPace(lambda: 1).attach(trace)
    async with aiohttp.ClientSession(
        f"http://127.0.0.1:{club.port}/api/v10/",
        headers={"Authorization": f"Bot {TOKEN}"},
        trace_configs=[trace],
    ) as session:
        yield session


async def ask(session: aiohttp.ClientSession, method: str, path: str) -> str:
    async with session.request(method, path, json={"content": "hello"}):
        return f"{method} {path}"


async def order_of(*requests: asyncio.Task[str]) -> list[str]:
    return [await request for request in asyncio.as_completed(requests)]


async def test_a_deletion_and_a_timeout_go_before_what_waits(
    club: FakeDiscord, session: aiohttp.ClientSession
) -> None:
    world = club.world
    message = world.add_message("hello")["id"]
    posts = [("POST", f"channels/{world.general}/messages")] * 12
    urgent = [
        ("DELETE", f"channels/{world.general}/messages/{message}"),
        ("PATCH", f"guilds/{world.guild}/members/{world.kim['id']}"),
    ]
    answered = await order_of(
        *(asyncio.create_task(ask(session, *request)) for request in (*posts, *urgent))
    )
    at_once = int(PER_SECOND / 10) + 1
    assert {f"{method} {path}" for method, path in urgent} <= set(answered[: at_once + 3])


async def test_a_request_that_is_given_up_takes_no_turn() -> None:
    pace = RequestPace(lambda: 1)
    waiting = [asyncio.create_task(pace.wait(is_urgent=number > 9)) for number in range(12)]
    await asyncio.sleep(0)
    waiting[10].cancel()
    done = [task async for task in _in_order(waiting[9:])]
    assert done == [waiting[10], waiting[11], waiting[9]]


async def _in_order(tasks: list[asyncio.Task[None]]) -> AsyncIterator[asyncio.Task[None]]:
    left = set(tasks)
    while left:
        done, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            yield task
