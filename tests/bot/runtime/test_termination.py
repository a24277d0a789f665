import asyncio
import os
import signal

from bot.runtime.termination import stop_on_sigterm


async def test_a_second_sigterm_does_not_cut_the_end() -> None:
    asked, heard = asyncio.Event(), asyncio.Event()
    ended: list[str] = []

    async def work() -> None:
        stop_on_sigterm()
        asked.set()
        try:
            await asyncio.Future()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, heard.set)
            os.kill(os.getpid(), signal.SIGUSR1)  # is heard after the one before it
            await heard.wait()
            ended.append("to the end")

    task = asyncio.create_task(work())
    await asked.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait([task])
    assert task.cancelled()
    assert ended == ["to the end"]
