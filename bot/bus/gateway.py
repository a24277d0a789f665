"""Gateway: the side of the bus that is connected to a platform; it publishes messages and acts on what is recorded."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeAlias

from bot.bus.connection import Bus, open_bus
from bot.bus.dead_letters import forget_author
from bot.bus.dead_notices import DeadNotices
from bot.bus.hand_back import HandBack
from bot.bus.levels import keep_levels
from bot.bus.publisher import Publisher
from bot.domain.message import Message
from bot.moderation.pipeline import Pipeline
from bot.runtime.bus_levels import BusLevels
from bot.runtime.message_bus import MessageBus
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import PipelineResult

MakeGateway: TypeAlias = Callable[[Pipeline, PlatformStats], MessageBus]
"""Makes the gateway of one platform."""


class Gateway:
    """The gateway of one platform."""

    def __init__(self, bus: Bus, pipeline: Pipeline, stats: PlatformStats) -> None:
        self._publisher = Publisher(
            bus,
            joiner=pipeline.joiner,
            deduplicator=pipeline.deduplicator,
            report=stats.note_problem,
        )
        self._hand_back = HandBack(bus, pipeline, stats)
        self._notices = DeadNotices(bus, pipeline.platform, self._hand_back.serves)
        pipeline.forgetting.append(partial(forget_author, bus, pipeline.platform.name))

    async def hand_on(self, message: Message) -> PipelineResult:
        """Hand a message to the workers; `Overflow` where the bus does not take it."""
        return await self._publisher.hand_on(message)

    async def run(self) -> None:
        """Act on what the workers record, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._hand_back.run())
                group.create_task(self._notices.run())
        finally:
            await self._publisher.close()


@asynccontextmanager
async def open_gateways(servers: Sequence[str], levels: BusLevels) -> AsyncIterator[MakeGateway]:
    """Connect to the bus, and yield what makes the gateway of a platform; keep `levels` up to date.

    Raises:
        BusUnreachableError: no server answers.
        SettingsError: it refuses the user, or has no JetStream.
    """
    async with open_bus(servers) as bus, keep_levels(bus, levels):
        yield lambda pipeline, stats: Gateway(bus, pipeline, stats)
