"""Processes of the bot on one database: on a fake platform, or beside it."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.fakes.command import environment


class BotProcesses:
    """Processes in a folder, until it is left; async context manager. `platform` and `port` are those of a fake; `env` and `scorer` are common to all.

    `scorer`: "as-shipped" for the classifier.
    """

    def __init__(
        self,
        platform: str,
        port: int,
        folder: Path,
        env: Mapping[str, str],
        *,
        scorer: str = "with-stand-in",
    ) -> None:
        self._runner = (sys.executable, "-m", f"tests.fakes.{platform}.run_bot", str(port), scorer)
        self._folder = folder
        self._env = env
        self._running: list[Process] = []

    async def start(self, *command: str, **env: str) -> Process:
        """Start a command of the bot; what it logs goes to log-0, log-1, ..."""
        with (self._folder / f"log-{len(self._running)}").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *(*self._runner, *command),
                cwd=self._folder,
                env=environment(**self._env, **env),
                stdout=DEVNULL,
                stderr=log,
            )
        self._running.append(process)
        return process

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Kill those that still run."""
        for process in self._running:
            if process.returncode is None:
                process.kill()
            await process.wait()
