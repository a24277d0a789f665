"""Runs of `python -m bot` as processes, each in a folder of its own."""

import asyncio
import atexit
import os
import subprocess
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
AS_SHIPPED = (sys.executable, "-m", "bot")
"""The command of a run with the scorer that is shipped."""


def environment(**names: str) -> dict[str, str]:
    """Return the environment for a run: this process's without PYTHON variables and its window's size, with these names."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTHON") and name not in ("COLUMNS", "LINES")
    }
    return {**inherited, "PYTHONPATH": str(ROOT), **names}


@cache
def stand_in_command(*modules: str) -> tuple[str, ...]:
    """Return the command of a run with the stand-in scorer; the first call starts the fork server.

    `modules` are imported once, before all runs.
    """
    address = f"{tempfile.mkdtemp(prefix='parley-tests-')}/socket"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.fork_server", address, *modules],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the tests
    )
    assert server.stdout
    assert server.stdout.readline() == b"ready\n"
    server.stdout.close()
    atexit.register(_stop, server, Path(address).parent)
    return (sys.executable, "-IS", str(ROOT / "tests/fakes/fork_client.py"), address)


def _stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.communicate()
    folder.rmdir()


def run_bot(
    *arguments: str,
    folder: Path,
    typed: bytes | Path = b"",
    env: Mapping[str, str] | None = None,
    command: Sequence[str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the bot until it ends, by default with the stand-in scorer; `typed` may be a file."""
    with typed.open("rb") if isinstance(typed, Path) else nullcontext() as file:
        return subprocess.run(
            [*(command or stand_in_command()), *arguments],
            cwd=folder,
            env=environment(**(env or {})),
            stdin=file,
            input=None if isinstance(typed, Path) else typed,
            capture_output=True,
            check=False,
        )


@asynccontextmanager
async def running_process(*command: str, **options: Any) -> AsyncIterator[Process]:
    """Run a command while entered, with options of `asyncio.create_subprocess_exec`; kill it where it has not ended."""
    process = await asyncio.create_subprocess_exec(*command, **options)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def start_bot(
    *arguments: str, folder: Path, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start the bot with the stand-in scorer, to talk to while it runs."""
    return subprocess.Popen(
        [*stand_in_command(), *arguments],
        cwd=folder,
        env=environment(**(env or {})),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
