"""The bus: what gateways publish is judged once, in order, by whichever worker, and nothing of it is lost."""

import asyncio
from datetime import timedelta

import pytest

from bot.bus import hand_back
from bot.domain.actions import Enforcement, Outcome
from bot.runtime.result import Duplicate, HandedOn
from bot.store.store import Store
from tests.bot.bus.conftest import (
    Line,
    until_nothing_waits,
)
from tests.fakes.club import RUDE
from tests.fakes.live_platform import LivePlatform
from tests.fakes.messages import NOON, make_message


async def test_a_message_is_judged_by_a_worker_and_acted_on_by_its_gateway(line: Line) -> None:
    line.start_gateway()
    line.start_worker()
    message = make_message(RUDE)
    assert await line.platform.say(message) == HandedOn()
    await line.until_alerted()
    ((_, acted_on),) = line.platform.acted
    assert acted_on == message


async def test_a_message_that_two_gateways_publish_is_judged_once(line: Line) -> None:
    others = LivePlatform()
    line.start_gateway()
    line.start_gateway(others)
    await line.say("good morning")
    await others.say(make_message("good morning"))
    assert (await line.bus.stream.stream_info("PARLEY_MESSAGES")).state.messages == 1
    assert await line.say("good morning") == Duplicate()


async def test_what_waited_while_no_worker_ran_is_judged_once_one_does(line: Line) -> None:
    line.start_gateway()
    for number in range(5):
        await line.say(RUDE, id=f"m{number}", channel=f"room-{number}")
    line.start_worker()
    await line.until_alerted(5)
    assert len(line.platform.acted) == 5


class HeldPlatform(LivePlatform):
    """A platform that does not answer; `began` is set once it was asked for something."""

    def __init__(self) -> None:
        super().__init__()
        self.began = asyncio.Event()

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        self.began.set()
        await asyncio.Event().wait()
        return await super().enforce(enforcement)


async def test_a_gateway_that_is_stopped_leaves_the_cases_that_waited_to_the_next(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_back, "_MOST_AT_ONCE", 1)
    held = HeldPlatform()
    gateway = line.start_gateway(held)
    for number in range(4):
        await held.say(make_message(RUDE, id=f"m{number}", channel=f"room-{number}"))
    line.start_worker()
    await until_nothing_waits(line.bus)
    await held.began.wait()
    await gateway.stop()  # an error of what was begun and is not awaited would end this test
    line.start_gateway()
    await line.until_alerted(4)
    assert {message.id for _, message in line.platform.acted} == {f"m{n}" for n in range(4)}


async def test_a_split_message_is_joined_whichever_worker_gets_its_parts(line: Line) -> None:
    line.start_gateway()
    for _ in range(2):
        line.start_worker()
    for number, letter in enumerate("buffoon"):
        sent_at = NOON + timedelta(seconds=number)
        await line.say(letter, id=f"m{number}", sent_at=sent_at)
    await line.until_alerted()
    ((_, message),) = line.platform.acted
    assert message.parts == ("m0", "m1", "m2", "m3", "m4", "m5")


async def test_a_message_with_a_case_is_no_part_of_the_next(line: Line, store: Store) -> None:
    line.start_gateway()
    for number, text in enumerate(
        (RUDE, "and so on")
    ):  # both are published before either is judged
        sent_at = NOON + timedelta(seconds=number)
        await line.say(text, id=f"m{number}", sent_at=sent_at)
    line.start_worker()
    await until_nothing_waits(line.bus)
    assert await store.cases.find(1)
    assert await store.cases.find(2) is None
