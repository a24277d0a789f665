"""A bot under load on a fake platform: messages at a rate, every 20th rude, and the figures of it."""

import asyncio
import json
import os
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeAlias

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bench.contestants.messages import messages

ROOT = Path(__file__).resolve().parent.parent

RUDE = "you buffoon, you stupid idiot"
"""Deleted by the model, and by the stand-in that knows a dozen words."""

RUDE_EVERY = 20
SHORTEST, LONGEST = 3, 24
PEOPLE = 500
"""Among whom the messages are shared out, as in a busy community."""

HOW = {"as-shipped": "with the model", "with-stand-in": "without it"}
GOALS = {"p99": 0.250, "resident": 200.0}
PATIENCE = 30.0
"""Seconds after which a message that is still there is lost."""

Figures: TypeAlias = Mapping[str, float]


class Club(Protocol):
    """The fake platform, as it is loaded."""

    async def until(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so; it is looked at after every request."""
        ...


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who writes on a fake: `say` a text as the n-th of `PEOPLE`, which returns the message's id.

    `find_deleted` says when the bot asked for each message to be deleted, by `time.monotonic`.
    """

    club: Club
    command: tuple[str, ...]
    env: Mapping[str, str]
    policy: str
    connected: Callable[[], Awaitable[None]]
    say: Callable[[str, int], Awaitable[str]]
    find_deleted: Callable[[], Mapping[str, float]]


Gather: TypeAlias = Callable[[str], AbstractAsyncContextManager[Crowd]]
"""A crowd on a fake of its own, for a bot that runs "as-shipped" or "with-stand-in"."""


def measure_and_print(gather: Gather, *, rate: int, seconds: int, json_file: Path | None) -> None:
    """Load a bot with the model and one without, and print what came of it."""
    measured = {how: asyncio.run(_measure(gather, how, rate, seconds)) for how in HOW}
    Console().print(draw(measured, rate))
    if json_file:
        json_file.write_text(json.dumps({"rate": rate, **measured}, indent=2) + "\n")


async def _measure(gather: Gather, how: str, rate: int, seconds: int) -> Figures:
    """One run of a bot in a process of its own, by the clock of the fake that it talks to."""
    async with gather(how) as crowd:
        with tempfile.TemporaryDirectory() as folder:
            bot = await _start(crowd, Path(folder))
            try:
                return await _speak(crowd, bot, rate=rate, seconds=seconds)
            finally:
                bot.terminate()
                await bot.wait()


async def _start(crowd: Crowd, folder: Path) -> Process:
    """A bot that enforces, once it has deleted its first message."""
    (folder / "policy.toml").write_text(crowd.policy)
    bot = await asyncio.create_subprocess_exec(
        sys.executable,
        *crowd.command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | dict(crowd.env),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    await crowd.connected()
    first = await crowd.say(RUDE, 0)
    await crowd.club.until(lambda: first in crowd.find_deleted())
    return bot


async def _speak(crowd: Crowd, bot: Process, *, rate: int, seconds: int) -> Figures:
    """Write so many messages a second, every 20th of them rude."""
    texts = list(islice(messages(0, least=SHORTEST, most=LONGEST), rate * seconds))
    sent: dict[str, float] = {}
    used, begun = read_processor_time(bot.pid), time.monotonic()
    for number, text in enumerate(texts):
        await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        is_rude = number % RUDE_EVERY == 0
        at = time.monotonic()
        message = await crowd.say(f"{RUDE} {number}" if is_rude else text, number % PEOPLE)
        if is_rude:
            sent[message] = at
    took = time.monotonic() - begun
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await crowd.club.until(lambda: sent.keys() <= crowd.find_deleted().keys())
    deleted = crowd.find_deleted()
    waits = sorted(deleted[one] - at for one, at in sent.items() if one in deleted)
    return {
        "rate": len(texts) / took,
        "cost": (read_processor_time(bot.pid) - used) / len(texts),
        "p50": waits[len(waits) // 2],
        "p99": waits[int(len(waits) * 0.99)],
        "lost": float(len(sent) - len(waits)),
        "resident": read_resident(bot.pid),
    }


def read_processor_time(process: int) -> float:
    """Seconds of processor time that a process has used, all its threads together."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def read_resident(process: int) -> float:
    """Memory that a process holds, in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def draw(measured: Mapping[str, Figures], rate: int) -> Table:
    """The figures beside the goals; what misses its goal is red."""
    rows = {
        "rate": ("messages a second", 1.0, "", ".0f"),
        "cost": ("processor time a message", 1000.0, " ms", ".2f"),
        "p50": ("message to delete, median", 1000.0, " ms", ".0f"),
        "p99": ("message to delete, p99", 1000.0, " ms", ".0f"),
        "lost": ("rude ones never deleted", 1.0, "", ".0f"),
        "resident": ("memory", 1.0, " MiB", ".0f"),
    }
    table = Table(box=SIMPLE_HEAD, caption=f"{rate} a second were asked for; load {_load()}")
    table.add_column("")
    table.add_column("goal", justify="right", style="dim")
    for title in HOW.values():
        table.add_column(title, justify="right")
    for key, (title, scale, unit, form) in rows.items():
        goal = GOALS.get(key)
        cells = []
        for how in HOW:
            value = measured[how][key]
            colour = "" if goal is None else "green" if value <= goal else "red"
            shown = f"{value * scale:{form}}{unit}"
            cells.append(f"[{colour}]{shown}[/{colour}]" if colour else shown)
        limit = "" if goal is None else f"<= {goal * scale:{form}}{unit}"
        table.add_row(title, limit, *cells)
    return table


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
