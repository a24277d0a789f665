"""Publishing: each version goes onto the bus once, and what it does not take waits for room."""

from collections.abc import AsyncIterator

import pytest

from bot.bus.connection import Bus
from bot.bus.publisher import Publisher
from bot.bus.streams import MESSAGES, message_stream
from bot.moderation.deduplicator import Deduplicator
from bot.moderation.split_messages import MessageJoiner
from bot.runtime.message_bus import BUS_FULL, BUS_SILENT
from bot.runtime.overflow import Overflow
from bot.runtime.result import Duplicate, HandedOn
from tests.bot.bus.conftest import count_waiting
from tests.fakes.messages import NOON, make_message
from tests.fakes.nats_server import NatsServer


class Gateways:
    """Publishers of one platform's gateways; `problems` are those that are reported now."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self.problems: dict[str, str] = {}
        self.all: list[Publisher] = []

    def add(self) -> Publisher:
        publisher = Publisher(
            self._bus,
            joiner=MessageJoiner(),
            deduplicator=Deduplicator(),
            report=self.problems.__setitem__,
        )
        self.all.append(publisher)
        return publisher


@pytest.fixture
async def gateways(bus: Bus) -> AsyncIterator[Gateways]:
    gateways = Gateways(bus)
    yield gateways
    for each in gateways.all:
        await each.close()


async def test_a_version_that_two_gateways_hand_on_is_on_the_bus_once(
    bus: Bus, gateways: Gateways
) -> None:
    here, there = gateways.add(), gateways.add()
    for message in (make_message(), make_message(edited_at=NOON)):
        assert await here.hand_on(message) == HandedOn()
        assert await here.hand_on(message) == Duplicate()
        assert await there.hand_on(message) == HandedOn()
    assert await count_waiting(bus) == 2


async def test_a_full_stream_drops_nothing_and_is_tried_again_once_there_is_room(
    bus: Bus, gateways: Gateways
) -> None:
    await bus.stream.update_stream(message_stream(max_bytes=4000))
    publisher = gateways.add()
    results = [await publisher.hand_on(make_message(id=f"m{number}")) for number in range(20)]
    taken = results.count(HandedOn())
    result = results[taken]
    assert isinstance(result, Overflow)
    assert "start another worker" in gateways.problems[BUS_FULL]
    assert await count_waiting(bus) == taken > 0  # none made room for another
    await bus.stream.purge_stream(MESSAGES)
    await result.room()
    assert gateways.problems == {BUS_FULL: ""}
    assert await publisher.hand_on(make_message(id=f"m{taken}")) == HandedOn()


async def test_a_server_that_is_gone_is_reported_and_waited_for(
    nats: NatsServer, gateways: Gateways
) -> None:
    publisher = gateways.add()
    nats.kill()
    result = await publisher.hand_on(make_message())
    assert isinstance(result, Overflow)
    assert gateways.problems[BUS_SILENT] == "the bus does not answer: does nats-server run?"
    nats.start()
    await result.room()
    assert gateways.problems == {BUS_SILENT: ""}
    assert await publisher.hand_on(make_message()) == HandedOn()
