"""Termination: SIGTERM ends the bot as Ctrl-C does."""

import asyncio
import signal


def stop_on_sigterm() -> None:
    """Cancel the task that calls this, on a SIGTERM."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
