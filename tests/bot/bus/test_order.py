"""Order on the bus: of one channel a message is judged after the other, whichever worker gets it."""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bus.envelope import partition_of
from bot.bus.streams import MESSAGES
from tests.bot.bus.conftest import Line, until_nothing_waits
from tests.fakes.club import RUDE
from tests.fakes.held_scorer import HeldScorer
from tests.fakes.messages import make_message


async def test_a_message_is_judged_once_those_before_it_in_its_channel_are(line: Line) -> None:
    scorer = HeldScorer()
    line.start_gateway()
    for message in (make_message("first"), make_message("second", id="m2")):
        await line.platform.say(message)
    line.start_worker(scorer)
    line.start_worker(scorer)
    await asyncio.to_thread(scorer.busy.wait)
    # The other worker asks for more of the same channel, and waits.
    partition = await line.bus.stream.consumer_info(
        MESSAGES, f"workers-{partition_of(make_message())}"
    )
    assert (partition.num_ack_pending, partition.num_pending) == (1, 1)
    assert scorer.batches == [["first"]]
    scorer.go.set()
    await until_nothing_waits(line.bus)
    rest = [text for batch in scorer.batches[1:] for text in batch]
    assert sorted(rest) == ["first second", "second"]


async def test_two_workers_number_the_cases_of_a_channel_in_the_order_of_its_messages(
    line: Line, engine: AsyncEngine
) -> None:
    line.start_gateway()
    for _ in range(2):
        line.start_worker()
    for number in range(30):
        await line.say(f"{RUDE} {number}", id=f"m{number}")
    await until_nothing_waits(line.bus)
    async with engine.connect() as connection:
        found = await connection.scalars(text("SELECT message FROM cases ORDER BY number"))
        assert list(found) == [f"m{number}" for number in range(30)]


async def test_a_worker_that_is_added_takes_its_part(line: Line) -> None:
    first, second = HeldScorer(), HeldScorer()
    first.go.set()
    second.go.set()
    line.start_gateway()
    line.start_worker(first)
    await line.say("before")
    await until_nothing_waits(line.bus)
    line.start_worker(second)
    # Whoever has judged a message of a channel asks again, behind the other.
    number = 0
    while not second.busy.is_set():
        number += 1
        await line.say("more", id=f"m{number}")
        await until_nothing_waits(line.bus)
    assert first.batches[0] == ["before"]
