"""A bot in a hall of simcord's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import datetime

import pytest

from bot.policy import Policy
from bot.service import serve
from tests.bot.conftest import MakePipeline
from tests.fakes.discord.simulated import Hall, Simulated

Enter = Callable[..., Awaitable[Hall]]


@pytest.fixture
async def enter(make_pipeline: MakePipeline) -> AsyncIterator[Enter]:
    """A function: the bot comes in, or back after a restart; by default it enforces."""
    halls: list[Hall] = []
    tasks: list[asyncio.Task[None]] = []

    async def leave() -> None:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def come_in(policy: Policy | None = None, *, since: datetime | None = None) -> Hall:
        await leave()
        platform = Simulated(halls[0] if halls else None, since=since)
        tasks.append(asyncio.create_task(serve(make_pipeline(platform, policy=policy))))
        async with asyncio.timeout(10):
            halls.append(await platform.hall)
        return halls[-1]

    yield come_in
    await leave()
    await halls[0].env.shutdown()
    halls[0].env.raise_errors()


@pytest.fixture
async def hall(enter: Enter) -> Hall:
    """Where the policy is enforced."""
    return await enter()
