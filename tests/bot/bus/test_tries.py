"""Tries on the bus: what fails is tried three times and is a dead letter then; what a worker leaves, another takes."""

import asyncio

from bot.bus.connection import open_bus
from bot.bus.dead_letters import count_dead, drop, forget_author, list_dead, retry
from bot.bus.envelope import partition_of
from bot.bus.streams import MESSAGES, worker_consumer
from bot.store.store import Store
from tests.bot.bus.conftest import (
    Line,
    PoisonedScorer,
    until,
    until_nothing_waits,
)
from tests.fakes.club import RUDE
from tests.fakes.held_scorer import HeldScorer
from tests.fakes.messages import make_message

POISON = make_message("a poisoned apple", id="poison")


async def test_what_fails_three_times_is_a_dead_letter_and_keeps_nothing_up(line: Line) -> None:
    scorer = PoisonedScorer()
    line.start_gateway()
    line.start_worker(scorer)
    await line.platform.say(POISON)
    await line.say(RUDE)  # in the same channel
    await line.until_alerted()
    assert scorer.tries == 3
    (letter,) = [letter async for letter in list_dead(line.bus)]
    assert letter.message == POISON
    assert letter.reason == "the log of the workers says why"


async def test_a_dead_letter_that_is_tried_again_is_judged(line: Line) -> None:
    scorer = PoisonedScorer()
    line.start_gateway()
    line.start_worker(scorer)
    await line.say(f"{POISON.text}, {RUDE}")
    await until(lambda: count_dead(line.bus), 1)
    scorer.is_healed = True
    async for letter in list_dead(line.bus):
        await retry(line.bus, letter)
    await line.until_alerted()
    assert await count_dead(line.bus) == 0


async def test_dead_letters_can_be_dropped_and_forgotten_with_their_author(line: Line) -> None:
    line.start_gateway()
    line.start_worker(PoisonedScorer())
    for number in range(2):
        await line.say(POISON.text, id=f"m{number}", channel=f"room-{number}")
    await until(lambda: count_dead(line.bus), 2)
    (first, _) = [letter async for letter in list_dead(line.bus)]
    await drop(line.bus, first)
    assert await count_dead(line.bus) == 1
    await forget_author(line.bus, "fake", "club", "somebody-else")
    assert await count_dead(line.bus) == 1
    await forget_author(line.bus, "fake", "club", POISON.author.id)
    assert await count_dead(line.bus) == 0


async def test_what_has_ended_three_workers_is_not_tried_by_a_fourth(line: Line) -> None:
    line.start_gateway()
    await line.say(RUDE)
    config = worker_consumer(partition_of(make_message()))
    await line.bus.stream.add_consumer(MESSAGES, config)
    waiting = await line.bus.stream.pull_subscribe_bind(config.durable_name, stream=MESSAGES)
    for _ in range(3):
        (packed,) = await waiting.fetch(1)
        await packed.nak()
    scorer = HeldScorer()
    line.start_worker(scorer)
    await until(lambda: count_dead(line.bus), 1)
    await until_nothing_waits(line.bus)
    assert scorer.batches == []


async def test_what_a_lost_worker_has_begun_is_done_by_another_once(
    line: Line, store: Store
) -> None:
    lost = HeldScorer()
    line.start_gateway()
    async with open_bus([line.nats.address]) as of_lost:
        line.start_worker(lost, ack_wait=1.0, bus=of_lost)
        await line.say(RUDE)
        await asyncio.to_thread(lost.busy.wait)
    line.start_worker(ack_wait=1.0)
    await line.until_alerted()
    lost.go.set()  # it judges the message after all, and finds the case
    await until_nothing_waits(line.bus)
    assert len(line.platform.acted) == 1
    assert await store.cases.find(2) is None


async def test_a_worker_that_is_stopped_gives_back_what_it_has_begun_at_once(line: Line) -> None:
    held = HeldScorer()
    line.start_gateway()
    first = line.start_worker(held, ack_wait=3600.0)
    await line.say(RUDE)
    await asyncio.to_thread(held.busy.wait)
    stopping = asyncio.create_task(first.stop())
    line.start_worker(ack_wait=3600.0)
    await line.until_alerted()
    held.go.set()
    await stopping
    assert len(line.platform.acted) == 1
