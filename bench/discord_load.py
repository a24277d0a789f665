"""Discord under load: what a message costs, and how soon a rude one is gone. See bench/README.md."""

import asyncio
import json
import os
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.contestants.messages import messages  # noqa: E402 - found by the line above
from tests.fakes.discord.server import FakeDiscord  # noqa: E402
from tests.fakes.discord.world import TOKEN  # noqa: E402

RUDE = "you buffoon, you stupid idiot"
"""Deleted by the model, and by the stand-in that knows a dozen words."""

RUDE_EVERY = 20
SHORTEST, LONGEST = 3, 24
PEOPLE = 500
"""Among whom the messages are shared out, as in a busy server."""

MESSAGE = "/channels/{channel}/messages/{message}"
HOW = {"as-shipped": "with the model", "with-stand-in": "without it"}
GOALS = {"p99": 0.250, "resident": 200.0}
PATIENCE = 30.0
"""Seconds after which a message that is still there is lost."""

Figures = Mapping[str, float]


def main(
    rate: Annotated[int, typer.Option(help="Messages a second.")] = 200,
    seconds: Annotated[int, typer.Option(help="How long.")] = 20,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Send messages through a fake gateway to the real client, and watch what the bot does."""
    measured = {how: asyncio.run(measure(how, rate=rate, seconds=seconds)) for how in HOW}
    Console().print(draw(measured, rate))
    if json_file:
        json_file.write_text(json.dumps({"rate": rate, **measured}, indent=2) + "\n")


async def measure(how: str, *, rate: int, seconds: int) -> Figures:
    """One run of a bot in a process of its own, by the clock of the fake that it talks to."""
    async with FakeDiscord() as club:
        with tempfile.TemporaryDirectory() as folder:
            bot = await start(club, how, Path(folder))
            try:
                return await load(club, bot, rate=rate, seconds=seconds)
            finally:
                bot.terminate()
                await bot.wait()


async def start(club: FakeDiscord, how: str, folder: Path) -> Process:
    """A bot that enforces, once it has deleted its first message."""
    (folder / "policy.toml").write_text('mode = "enforce"\n')
    command = (sys.executable, "-m", "tests.fakes.discord.run_bot", str(club.port), how)
    bot = await asyncio.create_subprocess_exec(
        *command,
        *("run", "--platform", "discord"),
        cwd=folder,
        env=os.environ | {"DISCORD_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)},
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    await club.gateway.until_connected()
    await club.say(RUDE)
    await club.request("DELETE", MESSAGE)
    return bot


async def load(club: FakeDiscord, bot: Process, *, rate: int, seconds: int) -> Figures:
    """Write so many messages a second, every 20th of them rude."""
    texts = list(islice(messages(0, least=SHORTEST, most=LONGEST), rate * seconds))
    people = [club.world.make_user(f"member-{number}") for number in range(PEOPLE)]
    sent: dict[str, float] = {}
    used, begun = read_processor_time(bot.pid), time.monotonic()
    for number, text in enumerate(texts):
        await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        is_rude = number % RUDE_EVERY == 0
        at = time.monotonic()
        said = f"{RUDE} {number}" if is_rude else text
        message = await club.say(said, author=people[number % PEOPLE])
        if is_rude:
            sent[message["id"]] = at
    took = time.monotonic() - begun
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await club.until(lambda: sent.keys() <= find_deleted(club).keys())
    deleted = find_deleted(club)
    waits = sorted(deleted[one] - at for one, at in sent.items() if one in deleted)
    return {
        "rate": len(texts) / took,
        "cost": (read_processor_time(bot.pid) - used) / len(texts),
        "p50": waits[len(waits) // 2],
        "p99": waits[int(len(waits) * 0.99)],
        "lost": float(len(sent) - len(waits)),
        "resident": read_resident(bot.pid),
    }


def find_deleted(club: FakeDiscord) -> dict[str, float]:
    """When the bot asked for each message to be deleted."""
    return {request.ids["message"]: request.at for request in club.requests("DELETE", MESSAGE)}


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


if __name__ == "__main__":
    typer.run(main)
