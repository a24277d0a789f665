"""Load test of a bot on a fake platform: messages at a rate, some of them rude, and the figures of it."""

import asyncio
import json
import os
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeAlias

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bench.contestants.messages import friendly_messages
from bench.processor_time import read_processor_seconds

ROOT = Path(__file__).resolve().parent.parent

RUDE = "you buffoon, you stupid idiot"
"""A message that is deleted with the model, and with the stand-in that knows a dozen words."""

RUDE_EVERY = 20
MIN_WORDS, MAX_WORDS = 3, 24
AUTHORS = 500
"""Authors of the messages, as in a busy community."""

VARIANTS = {"as-shipped": "with the model", "with-stand-in": "without it"}
GOALS = {"p99": 0.250, "resident": 200.0}
LOST_AFTER = 30.0
"""Seconds after which a message that is still there counts as lost."""

Figures: TypeAlias = Mapping[str, float]


class FakePlatform(Protocol):
    """The fake platform that the bot talks to."""

    async def until(self, condition: Callable[[], object], *, seconds: float = ...) -> None:
        """Wait until a condition holds, so many seconds at most; it is checked after every request."""
        ...


@dataclass(frozen=True, slots=True)
class Load:
    """A load on a fake platform: `send` a text as the n-th of `AUTHORS`, which returns the message's id.

    `find_deleted` returns when the bot asked for each message to be deleted, by `time.monotonic`. Every `rude_every`-th
    message is rude: no more than the platform allows to be deleted at the load's rate.
    """

    platform: FakePlatform
    command: tuple[str, ...]
    env: Mapping[str, str]
    policy: str
    connected: Callable[[], Awaitable[None]]
    send: Callable[[str, int], Awaitable[str]]
    find_deleted: Callable[[], Mapping[str, float]]
    rude_every: int = RUDE_EVERY


OpenLoad: TypeAlias = Callable[[str], AbstractAsyncContextManager[Load]]
"""Opens a load on a fake of its own, for one of the `VARIANTS`."""


def measure_and_print(
    open_load: OpenLoad, *, rate: int, seconds: int, json_file: Path | None
) -> None:
    """Load a bot with the model and one without, and print the figures."""
    measured = {
        variant: asyncio.run(_measure(open_load, variant, rate, seconds)) for variant in VARIANTS
    }
    Console().print(build_table(measured, rate))
    if json_file:
        json_file.write_text(json.dumps({"rate": rate, **measured}, indent=2) + "\n")


async def _measure(open_load: OpenLoad, variant: str, rate: int, seconds: int) -> Figures:
    """Measure a bot in a process of its own, by the clock of the fake that it talks to."""
    async with open_load(variant) as load:
        with tempfile.TemporaryDirectory() as folder:
            bot = await start_bot(load, Path(folder))
            try:
                return await _send_messages(load, bot, rate=rate, seconds=seconds)
            finally:
                bot.terminate()
                await bot.wait()


async def start_bot(load: Load, folder: Path) -> Process:
    """Start a bot that enforces, and wait until it has deleted its first message."""
    async with AsyncExitStack() as stack:
        bot = await launch_bot(load, folder)
        stack.push_async_callback(_kill, bot)
        first = await load.send(RUDE, 0)
        await load.platform.until(lambda: first in load.find_deleted())
        stack.pop_all()
    return bot


async def _kill(bot: Process) -> None:
    with suppress(ProcessLookupError):
        bot.kill()
    await bot.wait()


async def launch_bot(load: Load, folder: Path, *, root: Path = ROOT) -> Process:
    """Start a bot that enforces, of a checkout, and wait until it is connected.

    Raises:
        SystemExit: it has ended instead; the message is the last line that it wrote.
    """
    (folder / "policy.toml").write_text(load.policy)
    said = folder / "stderr"
    with said.open("wb") as stderr:
        bot = await asyncio.create_subprocess_exec(
            sys.executable,
            *load.command,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(root)} | dict(load.env),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=stderr,
        )
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_kill, bot)
        connecting = asyncio.ensure_future(load.connected())
        stack.callback(connecting.cancel)
        ending = asyncio.create_task(bot.wait())
        await asyncio.wait({connecting, ending}, return_when=asyncio.FIRST_COMPLETED)
        if ending.done():
            raise SystemExit(f"the bot ended with {bot.returncode}: {_last_line(said)}")
        await connecting
        ending.cancel()
        stack.pop_all()
    return bot


def _last_line(said: Path) -> str:
    lines = said.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


async def _send_messages(load: Load, bot: Process, *, rate: int, seconds: int) -> Figures:
    """Send so many messages a second, some of them rude."""
    texts = list(islice(friendly_messages(0, least=MIN_WORDS, most=MAX_WORDS), rate * seconds))
    sent: dict[str, float] = {}
    used, begun = read_processor_seconds(bot.pid), time.monotonic()
    for number, text in enumerate(texts):
        await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        is_rude = number % load.rude_every == 0
        at = time.monotonic()
        message = await load.send(f"{RUDE} {number}" if is_rude else text, number % AUTHORS)
        if is_rude:
            sent[message] = at
    took = time.monotonic() - begun
    with suppress(TimeoutError):
        async with asyncio.timeout(LOST_AFTER):
            await load.platform.until(lambda: sent.keys() <= load.find_deleted().keys())
    deleted = load.find_deleted()
    waits = sorted(deleted[one] - at for one, at in sent.items() if one in deleted)
    return {
        "rate": len(texts) / took,
        "cost": (read_processor_seconds(bot.pid) - used) / len(texts),
        "p50": waits[len(waits) // 2],
        "p99": waits[int(len(waits) * 0.99)],
        "lost": float(len(sent) - len(waits)),
        "resident": read_resident_mebibytes(bot.pid),
    }


def read_resident_mebibytes(process: int) -> float:
    """Return the memory that a process holds, in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def build_table(measured: Mapping[str, Figures], rate: int) -> Table:
    """Build a table of the figures beside the goals; what misses its goal is red."""
    rows = {
        "rate": ("messages a second", 1.0, "", ".0f"),
        "cost": ("processor time a message", 1000.0, " ms", ".2f"),
        "p50": ("message to delete, median", 1000.0, " ms", ".0f"),
        "p99": ("message to delete, p99", 1000.0, " ms", ".0f"),
        "lost": ("rude ones never deleted", 1.0, "", ".0f"),
        "resident": ("memory", 1.0, " MiB", ".0f"),
    }
    table = Table(
        box=SIMPLE_HEAD, caption=f"{rate} a second were asked for; load {_describe_machine()}"
    )
    table.add_column("")
    table.add_column("goal", justify="right", style="dim")
    for title in VARIANTS.values():
        table.add_column(title, justify="right")
    for key, (title, scale, unit, form) in rows.items():
        goal = GOALS.get(key)
        cells = []
        for variant in VARIANTS:
            value = measured[variant][key]
            colour = "" if goal is None else "green" if value <= goal else "red"
            shown = f"{value * scale:{form}}{unit}"
            cells.append(f"[{colour}]{shown}[/{colour}]" if colour else shown)
        limit = "" if goal is None else f"<= {goal * scale:{form}}{unit}"
        table.add_row(title, limit, *cells)
    return table


def _describe_machine() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
