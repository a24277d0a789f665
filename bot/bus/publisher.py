"""Publisher: hands a gateway's messages to the workers; what the bus does not take is read again later."""

import asyncio
from collections.abc import Callable

import structlog
from nats.js.errors import APIError

from bot.bus.connection import FAILURES, Bus
from bot.bus.envelope import Envelope, make_message_id, pack
from bot.bus.streams import MESSAGES, message_subject
from bot.domain.message import Message
from bot.moderation.deduplicator import Deduplicator
from bot.moderation.split_messages import MessageJoiner
from bot.runtime.message_bus import BUS_FULL, BUS_SILENT
from bot.runtime.overflow import Overflow
from bot.runtime.result import Duplicate, HandedOn, PipelineResult

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PAUSE = 1.0
"""Seconds between two looks whether a bus that took nothing has room."""

_ROOMY = 0.9
"""The share of a stream's limit below which it has room again."""


class Publisher:
    """Publisher of one platform's messages; `report` is told why the bus takes none, by subject, and "" once it does."""

    def __init__(
        self,
        bus: Bus,
        *,
        joiner: MessageJoiner,
        deduplicator: Deduplicator,
        report: Callable[[str, str], object],
    ) -> None:
        self._bus = bus
        self._joiner = joiner
        self._deduplicator = deduplicator
        self._report = report
        self._problems: dict[str, str] = {}
        self._has_room = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    async def hand_on(self, message: Message) -> PipelineResult:
        """Hand a message to the workers, once however often it is delivered."""
        if not self._deduplicator.add(message):
            return Duplicate()
        self._joiner.add(message)
        envelope = Envelope(message, self._joiner.find_earlier(message))
        is_taken = False
        try:
            is_taken = await self._publish(envelope)
        finally:
            if not is_taken:
                self._deduplicator.forget(message)
        return HandedOn() if is_taken else Overflow(self._wait_for_room)

    async def close(self) -> None:
        """Stop looking for room."""
        if self._looking:
            self._looking.cancel()
            await asyncio.wait([self._looking])

    async def _publish(self, envelope: Envelope) -> bool:
        """Publish an envelope; return whether the bus has stored it."""
        message = envelope.message
        if self._problems and not self._bus.client.is_connected:
            return False
        try:
            await self._bus.stream.publish(
                message_subject(message),
                pack(envelope),
                stream=MESSAGES,
                headers={"Nats-Msg-Id": make_message_id(message)},
            )
        except APIError as error:
            reason = error.description or type(error).__name__
            self._note_problem(BUS_FULL, f"the bus takes no more ({reason}): start another worker")
        except FAILURES:
            self._note_problem(BUS_SILENT, "the bus does not answer: does nats-server run?")
        else:
            return True
        return False

    def _note_problem(self, subject: str, problem: str) -> None:
        if self._problems.get(subject) != problem:
            log.warning("the bus takes no message", reason=problem)
            self._problems[subject] = problem
            self._report(subject, problem)
        self._has_room.clear()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_for_room(), name="bus")

    async def _wait_for_room(self) -> None:
        await self._has_room.wait()

    async def _look_for_room(self) -> None:
        while True:
            if await self._is_roomy():
                break
            await asyncio.sleep(_PAUSE)
        log.info("the bus takes messages again")
        for subject in self._problems:
            self._report(subject, "")
        self._problems.clear()
        self._has_room.set()

    async def _is_roomy(self) -> bool:
        try:
            info = await self._bus.stream.stream_info(MESSAGES)
        except FAILURES:
            return False
        limits = (info.config.max_bytes or -1, info.config.max_msgs or -1)
        used = (info.state.bytes, info.state.messages)
        return all(
            limit <= 0 or count <= limit * _ROOMY for count, limit in zip(used, limits, strict=True)
        )
