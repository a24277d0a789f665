import asyncio
from contextlib import ExitStack

from bot.runtime.intake import Intake, weigh
from bot.runtime.overflow import Overflow
from tests.fakes.messages import make_message

MESSAGE = make_message("hello")


async def test_a_message_without_room_is_refused_until_half_of_it_is_free_again() -> None:
    intake = Intake(max_bytes=4 * weigh(MESSAGE))
    with ExitStack() as first, ExitStack() as second:
        for held in (first, first, second, second):
            assert intake.refuse(MESSAGE) is None
            held.enter_context(intake.holding(MESSAGE))
        overflow = intake.refuse(MESSAGE)
        assert isinstance(overflow, Overflow)
        room = asyncio.ensure_future(overflow.room())
        await asyncio.sleep(0)
        assert not room.done()
        first.close()
        await room
        assert intake.refuse(MESSAGE) is None


async def test_a_long_message_weighs_more_and_its_files_too() -> None:
    long = make_message("h" * 4_000, more_texts=("h" * 16_000,))
    assert weigh(long) == weigh(make_message("")) + 4 * 20_000


async def test_a_message_heavier_than_all_room_is_taken_when_it_is_alone() -> None:
    intake = Intake(max_bytes=10)
    assert intake.refuse(MESSAGE) is None


async def test_events_are_held_back_while_the_model_does_not_keep_up() -> None:
    intake = Intake()
    await intake.hold_back()
    intake.is_calm.clear()
    waiting = asyncio.ensure_future(intake.hold_back())
    for _ in range(3):
        await asyncio.sleep(0)
    assert not waiting.done()
    intake.is_calm.set()
    await waiting


async def test_events_are_not_held_back_for_ever() -> None:
    intake = Intake()
    intake.is_calm.clear()
    intake._patience_left = 0.001
    await intake.hold_back()
    waiting = asyncio.ensure_future(intake.hold_back())
    for _ in range(3):
        await asyncio.sleep(0)
    assert waiting.done()
