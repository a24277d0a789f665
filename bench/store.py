"""The store at 200,000 cases: how long each question takes, on SQLite and PostgreSQL. See bench/README.md."""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import URL

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.loop_watch import LoopWatch
from bench.processor_time import read_processor_seconds
from bench.store_questions import Ask, list_questions
from bench.stored_cases import fill
from bench.under_load import read_resident_mebibytes
from bot.app import choose_enforcers
from bot.config.database_url import parse_url
from bot.domain.policy import Mode, Policy
from bot.interactions.requests import Export
from bot.moderation.pipeline import Pipeline
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.loaded_objects import freeze_loaded_objects
from bot.store.database.engine import open_database
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from tests.bot.postgres.cluster import Cluster
from tests.fakes.club import Club
from tests.fakes.messages import NOON
from tests.fakes.platform import FakePlatform
from tests.fakes.scorer import StandInScorer

Figures: TypeAlias = Mapping[str, Mapping[str, float]]

_SHOWN = ("median", "worst", "processor")


def main(
    count: Annotated[int, typer.Option(help="Cases.")] = 200_000,
    repeats: Annotated[int, typer.Option(help="How often each is asked.")] = 9,
    databases: Annotated[str, typer.Option(help="sqlite, postgresql, or both.")] = (
        "sqlite,postgresql"
    ),
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Fill a database and print how long each question takes, in milliseconds."""
    measured = {
        name: asyncio.run(_measure(name, count=count, repeats=repeats))
        for name in databases.split(",")
    }
    Console().print(_build_table(measured, count))
    if json_file:
        json_file.write_text(json.dumps({"cases": count, **measured}, indent=2) + "\n")


async def _measure(database: str, *, count: int, repeats: int) -> Figures:
    async with open_club(database, count) as (club, server):
        figures: dict[str, Mapping[str, float]] = {}
        for name, (goal, ask) in list_questions(club, count).items():
            await ask()  # warms up
            used = _read_processor_milliseconds(server)
            took = [await _time(ask) for _ in range(repeats)]
            figures[name] = {
                "goal": goal,
                "median": statistics.median(took),
                "worst": max(took),
                "processor": (_read_processor_milliseconds(server) - used) / repeats,
            }
        return figures | await _measure_export(club, server)


async def _time(ask: Ask) -> float:
    begun = time.perf_counter()
    await ask()
    return (time.perf_counter() - begun) * 1000


def _read_processor_milliseconds(server: int | None) -> float:
    """Return the processor time of this process, and of the database's if it has one."""
    own = time.process_time()
    return (own + (read_processor_seconds(server, with_children=True) if server else 0.0)) * 1000


async def _measure_export(club: Club, server: int | None) -> dict[str, Mapping[str, float]]:
    before = read_resident_mebibytes(os.getpid())
    used = _read_processor_milliseconds(server)
    async with LoopWatch() as watch:
        took = await _time(lambda: club.dispatch(Export()))
    processor = _read_processor_milliseconds(server) - used
    grown = read_resident_mebibytes(os.getpid()) - before
    blocked = watch.longest * 1000
    return {
        "export": {"goal": 0.0, "median": took, "worst": took, "processor": processor},
        "export: longest block of the loop": {
            "goal": 20.0,
            "median": blocked,
            "worst": blocked,
            "processor": blocked,
        },
        "export: growth of memory, MiB": {"goal": 32.0, "median": grown, "worst": grown},
    }


@asynccontextmanager
async def open_club(database: str, count: int) -> AsyncIterator[tuple[Club, int | None]]:
    """Open a club with so many cases; yield it, and the id of the database's process if it has one."""
    with tempfile.TemporaryDirectory() as folder, _address(database, Path(folder)) as (url, server):
        engine = await open_database(url)
        await fill(engine, count=count, now=NOON)
        store, platform = Store(engine, model="bench"), FakePlatform()
        policies = PolicyResolver(
            store.policy_overrides, platform=platform.name, base=Policy(mode=Mode.ENFORCE)
        )
        async with AsyncScorer(StandInScorer()) as scorer:
            pipeline = Pipeline(
                platform=platform,
                enforcers=choose_enforcers(platform, is_dry_run=False),
                policies=policies,
                scorer=scorer,
                store=store,
            )
            freeze_loaded_objects()  # as the bot does when it has started
            yield Club(platform, pipeline), server
        await engine.dispose()


@contextmanager
def _address(database: str, folder: Path) -> Iterator[tuple[URL, int | None]]:
    """Yield the address of an empty database, and the id of its process."""
    if database == "sqlite":
        yield parse_url(f"sqlite:///{folder}/parley.db"), None
    else:
        with Cluster() as cluster:
            yield cluster.empty_database(), cluster.process


def _build_table(measured: Mapping[str, Figures], count: int) -> Table:
    """Build a table of each question's times; a median that misses its goal is red."""
    caption = f"{count:,} cases; milliseconds: median, worst, of processor time"
    table = Table(box=SIMPLE_HEAD, caption=caption)
    table.add_column("")
    table.add_column("goal", justify="right", style="dim")
    for name in measured:
        table.add_column(name, justify="right")
    (first, *_) = measured.values()
    for question, figures in first.items():
        goal = figures["goal"]
        cells = []
        for of_database in measured.values():
            times = of_database[question]
            shown = "  ".join(f"{times[each]:,.1f}" for each in _SHOWN if each in times)
            cells.append(f"[red]{shown}[/red]" if goal and times["median"] > goal else shown)
        table.add_row(question, f"{goal:,.0f}" if goal else "", *cells)
    return table


if __name__ == "__main__":
    typer.run(main)
