import asyncio

from bot.runtime.overflow import Overflow, submit_when_room


async def test_what_overflows_is_submitted_again_once_there_is_room() -> None:
    room, submitted = asyncio.Event(), list[str]()

    async def submit(text: str) -> int | Overflow:
        submitted.append(text)
        return len(text) if room.is_set() else Overflow(room.wait)

    task = asyncio.create_task(submit_when_room(submit, "hello"))
    await asyncio.sleep(0)
    assert (submitted, task.done()) == (["hello"], False)
    room.set()
    assert await task == 5
    assert submitted == ["hello"] * 2
