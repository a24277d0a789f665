"""Growth of a message's cost with the servers of a bot, and with the cases that it has. See bench/README.md."""

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url, update

from bench.core_loads import CoreFigures, CoreLoad, measure
from bench.discord_load import find_deleted
from bench.stored_cases import fill
from bench.under_load import AUTHORS, ROOT, Load
from bot.store.database.engine import open_database
from bot.store.database.tables import cases as case_table
from tests.fakes.discord.guilds import add_guild
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

GUILDS = (1, 100, 2_500)
"""Servers, of which Discord puts about a thousand, and at most 2,500, on a shard."""

CASES = (0, 20_000, 200_000)

_ROWS = {
    "start": ("start", "{:.2f} s"),
    "clean": ("a clean message", "{:.2f} ms"),
    "flagged": ("a flagged message", "{:.2f} ms"),
    "memory": ("memory", "{:.0f} MiB"),
}


def main(
    *,
    rounds: Annotated[int, typer.Option(help="Of each figure, the least of so many counts.")] = 2,
    share: Annotated[float, typer.Option(help="Share of the messages that are sent.")] = 0.5,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Send the same messages to a bot with few and with many servers, and with few and with many cases."""
    by_guilds = [_measure(share, rounds, guilds=number, cases=0) for number in GUILDS]
    by_cases = [by_guilds[0], *(_measure(share, rounds, guilds=1, cases=n) for n in CASES[1:])]
    measured = {
        "servers": dict(zip(map(str, GUILDS), by_guilds, strict=True)),
        "cases": dict(zip(map(str, CASES), by_cases, strict=True)),
    }
    for title, figures in measured.items():
        Console().print(build_table(title, figures))
    if json_file:
        json_file.write_text(json.dumps(measured, indent=1) + "\n")


def _measure(share: float, rounds: int, *, guilds: int, cases: int) -> CoreFigures:
    """Measure a bot so many times; return the least of each figure, as what else runs only adds to it."""
    core = CoreLoad(partial(open_load, guilds=guilds, cases=cases), rate=200, most=200)
    found = [asyncio.run(measure(core, root=ROOT, share=share)) for _ in range(rounds)]
    return {key: min(figures[key] for figures in found) for key in found[0]}


@asynccontextmanager
async def open_load(_variant: str, *, guilds: int, cases: int) -> AsyncIterator[Load]:
    """Open a fake Discord with so many servers, and a database with so many cases of the first of them."""
    async with FakeDiscord() as club:
        world = club.world
        added = [add_guild(world, shard=0, count=1) for _ in range(guilds - 1)]
        places = [(world.guild, world.general), *((each.id, each.general) for each in added)]
        authors = [world.make_user(f"member-{number}") for number in range(AUTHORS)]

        async def send(text: str, number: int) -> str:
            guild, channel = places[number % len(places)]  # a member of one server alone
            said = await club.say(text, author=authors[number], channel=channel, guild_id=guild)
            return str(said["id"])

        run = ("-m", "tests.fakes.discord.run_bot", str(club.port), "as-shipped")
        with tempfile.TemporaryDirectory() as folder:
            database = f"sqlite+aiosqlite:///{folder}/parley.db"
            if cases:
                await _fill(database, cases, community=world.guild)
            yield Load(
                club,
                command=(*run, "run", "--platform", "discord"),
                env={"DISCORD_TOKEN": TOKEN, "PARLEY_DATABASE": database},
                policy='mode = "enforce"\n',
                connected=club.gateway.wait_until_connected,
                send=send,
                find_deleted=lambda: find_deleted(club),
            )


async def _fill(database: str, cases: int, *, community: str) -> None:
    engine = await open_database(make_url(database))
    try:
        await fill(engine, count=cases, now=datetime.now(UTC))
        place = {"platform": "discord", "community": community}
        async with engine.begin() as connection:
            await connection.execute(update(case_table).values(place))
    finally:
        await engine.dispose()


def build_table(title: str, measured: Mapping[str, CoreFigures]) -> Table:
    """Build a table of what a message costs by size, and the last size's share of the first's."""
    caption = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    table = Table(box=SIMPLE_HEAD, title=f"by {title}", caption=caption)
    for heading in ("", *(f"{int(size):,}" for size in measured), "last / first"):
        table.add_column(heading, justify="right" if heading else "left")
    for key, (name, form) in _ROWS.items():
        values = [figures[key] for figures in measured.values()]
        ratio = f"{values[-1] / values[0]:.2f}"
        table.add_row(name, *(form.format(value) for value in values), ratio)
    return table


if __name__ == "__main__":
    typer.run(main)
