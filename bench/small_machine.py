"""Benchmark on a small machine: the bot as its unit starts it, on 1 GiB and one core. See bench/README.md."""

import ctypes
import json
import os
import resource
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench.contestants.messages import messages

ROOT = Path(__file__).resolve().parent.parent
UNIT = ROOT / "deploy/systemd/parley.service"
INSTALLED = "/opt/parley/current"
STATE = "/var/lib/parley"
GIBIBYTE = 1 << 30

PR_SET_NO_NEW_PRIVS = 38
PR_SET_MDWE = 65
"""Memory-deny-write-execute (the unit's MemoryDenyWriteExecute); kernels before 6.3 refuse it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The start of a systemd unit: its command, its environment, and its bound on memory in bytes."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    max_memory: int


def read_unit(path: Path = UNIT) -> Unit:
    """Read a unit, by default the one in the repository."""
    lines = [line.partition("=") for line in path.read_text().splitlines()]
    (command,) = (value for key, _, value in lines if key == "ExecStart")
    (most,) = (value for key, _, value in lines if key == "MemoryMax")
    environment = [value.partition("=") for key, _, value in lines if key == "Environment"]
    return Unit(
        command=tuple(shlex.split(command)),
        environment={name: value for name, _, value in environment},
        max_memory=int(most.removesuffix("M")) << 20,
    )


def start(
    unit: Unit,
    *arguments: str,
    folder: Path,
    env: Mapping[str, str],
    stdin: IO[bytes] | int,
    stdout: IO[bytes] | int,
) -> subprocess.Popen[bytes]:
    """Start a process by the unit's start line, in a folder instead of where it is installed and keeps its state.

    Raises:
        ValueError: the unit does not start the installed Python.
    """
    python, *rest = unit.command
    if python != f"{INSTALLED}/.venv/bin/python":
        raise ValueError(f"the unit starts {python}")
    own = {
        name: value.replace(STATE, str(folder)).replace(INSTALLED, str(ROOT))
        for name, value in unit.environment.items()
    }
    return subprocess.Popen(
        [sys.executable, *rest, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **own, **env},
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        preexec_fn=_limit_resources,  # noqa: PLW1509 - system calls only, before there are threads
    )


def _limit_resources() -> None:
    """Limit the process to one core and 1 GiB of address space (more than memory ever is), and forbid what the unit forbids."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    resource.setrlimit(resource.RLIMIT_AS, (GIBIBYTE, GIBIBYTE))
    for option in (PR_SET_NO_NEW_PRIVS, PR_SET_MDWE):
        _PRCTL(option, 1, 0, 0, 0)


_PRCTL = ctypes.CDLL(None).prctl


def await_ready(manager: socket.socket, bot: subprocess.Popen[bytes]) -> None:
    """Wait, as systemd does, until the bot is ready; `manager` waits a second at a time.

    Raises:
        SystemExit: it has ended instead; the message is what it wrote.
    """
    while True:
        try:
            if manager.recv(4096) == b"READY=1":
                return
        except TimeoutError:
            if bot.poll() is not None:
                said = bot.stderr.read().decode() if bot.stderr else ""
                raise SystemExit(f"it ended with {bot.returncode}: {said}") from None


@dataclass(frozen=True, slots=True)
class MachineFigures:
    """Figures of a run: times in seconds, memory in bytes."""

    start: float
    seconds: float
    peak: int
    answered: int
    acted: int


def measure(count: int, folder: Path) -> MachineFigures:
    """Measure the bot on so many messages, no two alike, read from a file."""
    typed, answers = folder / "typed", folder / "answers"
    with typed.open("w") as file:
        file.writelines(f"{text}\n" for text in islice(messages(7, least=3, most=20), count))
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
        socket.create_server(("127.0.0.1", 0)) as free,
    ):
        manager.bind(str(folder / "notify"))
        manager.settimeout(1)
        port = str(free.getsockname()[1])
        free.close()
        env = {"NOTIFY_SOCKET": str(folder / "notify"), "PARLEY_HEALTH_PORT": port}
        begun = time.monotonic()
        with typed.open("rb") as stdin, answers.open("wb") as stdout:
            bot = start(read_unit(), "--json", folder=folder, env=env, stdin=stdin, stdout=stdout)
        await_ready(manager, bot)
        ready = time.monotonic()
        _, status, usage = os.wait4(bot.pid, 0)
        ended = time.monotonic()
    if status:
        raise SystemExit(bot.stderr.read().decode() if bot.stderr else "")
    with answers.open() as lines:
        actions = [json.loads(line)["action"] for line in lines]
    acted = sum(action != "none" for action in actions)
    return MachineFigures(ready - begun, ended - ready, usage.ru_maxrss << 10, len(actions), acted)


def main(
    count: Annotated[int, typer.Option(help="Messages to moderate.")] = 100_000,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Print how the bot does on a small machine: rate, peak memory, start."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(count, Path(folder))
    most = read_unit().max_memory
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_row("messages answered", f"{figures.answered:,}", f"{figures.acted:,} acted upon")
    table.add_row("a second", f"{figures.answered / figures.seconds:,.0f}", "on one core")
    table.add_row("peak memory", f"{figures.peak >> 20} MiB", f"the unit allows {most >> 20} MiB")
    table.add_row("start", f"{figures.start:.2f} s", "until it is ready")
    Console().print(table)
    if json_file:
        measured = {
            "count": figures.answered,
            "acted": figures.acted,
            "per_second": figures.answered / figures.seconds,
            "peak": figures.peak / (1 << 20),
            "start": figures.start,
        }
        json_file.write_text(json.dumps(measured, indent=2) + "\n")


if __name__ == "__main__":
    typer.run(main)
