"""The store at 200,000 cases: how long each question takes, on SQLite and PostgreSQL. See bench/README.md."""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
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
from bench.stored_cases import fill, heavy_author
from bench.under_load import read_resident_mebibytes
from bot.app import choose_enforcers
from bot.config.database_url import parse_url
from bot.domain.policy import Mode, Policy
from bot.interactions.requests import (
    Autocomplete,
    Export,
    LookUpCase,
    LookUpMember,
    MakeReport,
    ShowHome,
)
from bot.moderation.pipeline import Pipeline
from bot.runtime.async_scorer import AsyncScorer
from bot.store.database.engine import open_database
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from tests.bot.postgres.cluster import Cluster
from tests.fakes.club import KIM, Club
from tests.fakes.messages import NOON
from tests.fakes.platform import FakePlatform
from tests.fakes.scorer import StandInScorer

Ask: TypeAlias = Callable[[], Awaitable[object]]
Figures: TypeAlias = Mapping[str, Mapping[str, float]]

VIEW, REPORT, TYPING = 50.0, 1_000.0, 20.0
"""Goals in milliseconds."""


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
    async with _open_club(database, count) as club:
        figures: dict[str, Mapping[str, float]] = {}
        for name, (goal, ask) in _questions(club, count).items():
            took = [await _time(ask) for _ in range(repeats + 1)][1:]  # the first warms up
            figures[name] = {
                "goal": goal,
                "median": statistics.median(took),
                "worst": max(took),
            }
        return figures | await _measure_export(club)


def _questions(club: Club, count: int) -> Mapping[str, tuple[float, Ask]]:
    """Return the questions, each with its goal."""
    heavy, somebody = heavy_author(1), "member-7"
    numbers = {"the newest": count, "in the middle": count // 2}
    own = KIM.__class__(heavy, heavy)
    queries = club.pipeline.store.case_queries
    return {
        **{f"case, {n}": (VIEW, _asker(club, LookUpCase(at))) for n, at in numbers.items()},
        "member with 5,000 cases": (VIEW, _asker(club, LookUpMember(heavy))),
        "member with a few": (VIEW, _asker(club, LookUpMember(somebody))),
        "cases, the latest ten": (
            VIEW,
            lambda: queries.latest("fake", "club", limit=10),
        ),
        "queue": (
            VIEW,
            lambda: club.pipeline.store.review_queue.latest("fake", "club", limit=10),
        ),
        "home of a member": (VIEW, lambda: club.ask(ShowHome(), by=own)),
        "home of a moderator": (REPORT, _asker(club, ShowHome())),
        **{
            f"report of {days} days": (REPORT, _asker(club, MakeReport(days)))
            for days in (7, 30, 90)
        },
        **{
            f'{verb} "{typed}"': (TYPING, _asker(club, Autocomplete(verb, typed)))
            for verb in ("case", "undo")
            for typed in ("", "17", "3", "heavy-1", "member-77", "m", "nobody")
        },
        "threshold": (TYPING, _asker(club, Autocomplete("threshold", "0"))),
        "exempt": (TYPING, _asker(club, Autocomplete("exempt", ""))),
    }


def _asker(club: Club, command: object) -> Ask:
    return lambda: club.dispatch(command)  # type: ignore[arg-type]


async def _time(ask: Ask) -> float:
    begun = time.perf_counter()
    await ask()
    return (time.perf_counter() - begun) * 1000


async def _measure_export(club: Club) -> dict[str, Mapping[str, float]]:
    before = read_resident_mebibytes(os.getpid())
    async with LoopWatch() as watch:
        took = await _time(_asker(club, Export()))
    grown = read_resident_mebibytes(os.getpid()) - before
    blocked = watch.longest * 1000
    return {
        "export": {"goal": 0.0, "median": took, "worst": took},
        "export: longest block of the loop": {"goal": 20.0, "median": blocked, "worst": blocked},
        "export: growth of memory, MiB": {"goal": 32.0, "median": grown, "worst": grown},
    }


@asynccontextmanager
async def _open_club(database: str, count: int) -> AsyncIterator[Club]:
    with tempfile.TemporaryDirectory() as folder, _address(database, Path(folder)) as url:
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
            yield Club(platform, pipeline)
        await engine.dispose()


@contextmanager
def _address(database: str, folder: Path) -> Iterator[URL]:
    """Yield the address of an empty database."""
    if database == "sqlite":
        yield parse_url(f"sqlite:///{folder}/parley.db")
    else:
        with Cluster() as cluster:
            yield cluster.empty_database()


def _build_table(measured: Mapping[str, Figures], count: int) -> Table:
    """Build a table: median and worst of each question; what misses its goal is red."""
    table = Table(box=SIMPLE_HEAD, caption=f"{count:,} cases; milliseconds, median and worst")
    table.add_column("")
    table.add_column("goal", justify="right", style="dim")
    for name in measured:
        table.add_column(name, justify="right")
    (first, *_) = measured.values()
    for question, figures in first.items():
        goal = figures["goal"]
        cells = []
        for of_database in measured.values():
            median, worst = of_database[question]["median"], of_database[question]["worst"]
            shown = f"{median:,.1f}  {worst:,.1f}"
            cells.append(f"[red]{shown}[/red]" if goal and median > goal else shown)
        table.add_row(question, f"{goal:,.0f}" if goal else "", *cells)
    return table


if __name__ == "__main__":
    typer.run(main)
