"""Back-pressure on the bus: a full stream or a server that is gone refuses messages, and loses none."""

from bot.bus.streams import message_stream
from bot.runtime.overflow import Overflow
from bot.runtime.result import HandedOn
from tests.bot.bus.conftest import Line
from tests.fakes.club import RUDE


async def test_a_full_stream_refuses_a_message_until_workers_have_made_room(line: Line) -> None:
    await line.bus.stream.update_stream(message_stream(max_bytes=5000))
    line.start_gateway()
    results = [await line.say(RUDE, id=f"m{number}") for number in range(20)]
    taken = results.count(HandedOn())
    assert 0 < taken < 20
    refused = results[taken]
    assert isinstance(refused, Overflow)
    line.start_worker()
    await refused.room()
    assert await line.say(RUDE, id=f"m{taken}") == HandedOn()
    await line.until_alerted(taken + 1)


async def test_what_was_published_outlives_the_death_of_the_server(line: Line) -> None:
    line.start_gateway()
    for number in range(5):
        await line.say(RUDE, id=f"m{number}", channel=f"room-{number}")
    line.nats.kill()
    lost = await line.say(RUDE, id="m5")
    assert isinstance(lost, Overflow)
    line.nats.start()
    line.start_worker()
    await lost.room()
    await line.say(RUDE, id="m5")
    await line.until_alerted(6)
    assert len(line.platform.acted) == 6
