"""Termination: SIGTERM ends the bot as Ctrl-C does."""

import asyncio
import signal
from contextlib import suppress


def stop_on_sigterm() -> None:
    """Cancel the task that calls this, on the first SIGTERM: `make` passes on a second, which must not cut the end.

    Where a loop takes no signals, as on Windows, nothing is done: Ctrl-C ends it there.
    """
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()

    def stop() -> None:
        loop.add_signal_handler(signal.SIGTERM, lambda: None)
        task.cancel()

    with suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGTERM, stop)
