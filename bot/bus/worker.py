"""Worker: takes messages from the bus, one of each partition at a time, judges and records them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog
from nats.aio.msg import Msg

from bot.bus.connection import FAILURES, Bus
from bot.bus.dead_letters import bury, read_message
from bot.bus.envelope import unpack
from bot.bus.fetching import fetch
from bot.bus.hand_back import announce_recorded
from bot.bus.platform_judge import PlatformJudge
from bot.bus.streams import ACK_WAIT, MESSAGES, worker_consumers
from bot.domain.message import Message
from bot.moderation.recording import Recorded
from bot.runtime.error_boundary import run_guarded
from bot.runtime.result import Failed, PipelineResult

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

TRIES: Final = 3
"""Times that a message is tried; then it is a dead letter."""

_PAUSE = 1.0
"""Seconds until the next try."""

_LAST_SECONDS = 5.0
"""Seconds in which a worker that is stopped ends what it has begun."""


class Worker:
    """Worker on the bus; `judges` by platform. Others may be added at any time."""

    def __init__(
        self, bus: Bus, judges: Mapping[str, PlatformJudge], *, ack_wait: float = ACK_WAIT
    ) -> None:
        self._bus = bus
        self._judges = judges
        self._ack_wait = ack_wait
        self._at_work: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work until cancelled; then end what was begun, or give it back."""
        consumers = worker_consumers(ack_wait=self._ack_wait)
        for config in consumers:
            await self._bus.stream.add_consumer(MESSAGES, config)
        try:
            async with asyncio.TaskGroup() as group:
                for config in consumers:
                    group.create_task(self._follow(config.durable_name or ""))
        finally:
            if self._at_work:
                _, late = await asyncio.wait(self._at_work, timeout=_LAST_SECONDS)
                for task in late:
                    task.cancel()
                await asyncio.wait([*late, asyncio.create_task(self._bus.client.flush())])

    async def _follow(self, consumer: str) -> None:
        """Take the messages of a partition, one after the other."""
        waiting = await self._bus.stream.pull_subscribe_bind(consumer, stream=MESSAGES)
        while True:
            for packed in await fetch(waiting):
                work = asyncio.create_task(self._handle(packed))
                self._at_work.add(work)
                work.add_done_callback(self._at_work.discard)
                await asyncio.shield(work)

    async def _handle(self, packed: Msg) -> None:
        """Try a message; after the third try it is a dead letter, also where each has ended its worker."""
        message = read_message(packed.data)
        tries = packed.metadata.num_delivered
        if tries > TRIES:
            await self._bury(packed, message, "each worker that tried it has ended")
            return
        try:
            async with _signs_of_life(packed, self._ack_wait / 3):
                result = await run_guarded(self._work(packed), message=message and message.key)
        except asyncio.CancelledError:
            await packed.nak()  # for another at once
            raise
        with suppress(*FAILURES):  # else it comes again
            if not isinstance(result, Failed):
                await packed.ack()
            elif tries < TRIES:
                await packed.nak(delay=_PAUSE)
            else:
                self._count(message, result)
                await self._bury(packed, message, "the log of the workers says why")

    async def _work(self, packed: Msg) -> None:
        envelope = unpack(packed.data)
        judge = self._judges[envelope.message.platform]
        insist = judge.store.outage.insist
        recorded: Recorded = await insist(judge.record, envelope)
        await announce_recorded(self._bus, recorded)
        self._count(envelope.message, recorded)

    def _count(self, message: Message | None, result: Recorded | Failed) -> PipelineResult | None:
        judge = self._judges.get(message.platform) if message else None
        return judge.count(message, result) if judge and message else None

    async def _bury(self, packed: Msg, message: Message | None, reason: str) -> None:
        key = str(message.key) if message else "unreadable"
        log.error("a message could not be judged", message=key, tries=TRIES, reason=reason)
        with suppress(*FAILURES):  # else it comes again
            await bury(self._bus, packed, message, reason=reason)


@asynccontextmanager
async def _signs_of_life(packed: Msg, seconds: float) -> AsyncIterator[None]:
    """Keep a message from being given to another worker while entered."""

    async def signal() -> None:
        while True:
            await asyncio.sleep(seconds)
            with suppress(*FAILURES):
                await packed.in_progress()

    signalling = asyncio.create_task(signal())
    try:
        yield
    finally:
        signalling.cancel()
