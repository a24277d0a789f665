"""Kill matrix: a bot is killed by `kill -9` at every point of acting on a case. See bench/README.md."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import URL

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.config.database_url import parse_url
from tests.bot.postgres.cluster import Cluster
from tests.kill_matrix import Result, Trial, list_trials, run_trial

_LONGEST = 900.0
"""Seconds after which a trial counts as lost: none takes more than some, on a busy machine too."""


@dataclass(slots=True)
class Tally:
    """The trials of one point on one database: how many ran, and what was lost and doubled, a line each.

    `repeated`: those that had run out of their wait, as they may on a busy machine, and were run once more.
    """

    runs: int = 0
    repeated: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Matrix:
    """A matrix under way: its runs, each a seed, a trial and a database, of which each job takes the next."""

    runs: Iterator[tuple[int, Trial, str]]
    until: float
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)


def main(
    seeds: Annotated[int, typer.Option(help="Trials of each point.")] = 20,
    *,
    postgres: Annotated[bool, typer.Option(help="On PostgreSQL, too.")] = True,
    jobs: Annotated[int, typer.Option(min=1, help="Trials at a time.")] = 3 * (os.cpu_count() or 1),
    minutes: Annotated[float, typer.Option(help="Begin no trial after this time.")] = 600.0,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Run every trial with these seeds, and print what was lost and doubled; ends with 1 where anything was."""
    databases = ("sqlite", *(["postgresql"] if postgres else []))
    runs = product(range(seeds), list_trials(), databases)
    matrix = Matrix(runs, time.monotonic() + minutes * 60)
    asyncio.run(run_all(matrix, jobs=jobs, postgres=postgres))
    tallies = matrix.tallies
    _print(tallies)
    if json_file:
        json_file.write_text(json.dumps(_sum(tallies), indent=1) + "\n")
    raise typer.Exit(1 if any(tally.lost or tally.doubled for tally in tallies.values()) else 0)


async def run_all(matrix: Matrix, *, jobs: int, postgres: bool) -> None:
    """Run so many trials at a time, each job on a PostgreSQL server of its own."""
    with ExitStack() as servers:
        clusters = [servers.enter_context(Cluster()) if postgres else None for _ in range(jobs)]
        async with asyncio.TaskGroup() as group:
            for cluster in clusters:
                group.create_task(_work(matrix, cluster))


async def _work(matrix: Matrix, cluster: Cluster | None) -> None:
    """Run one trial after another, until all are taken or the time is over."""
    for seed, trial, database in matrix.runs:
        if time.monotonic() > matrix.until:
            return
        tally = matrix.tallies.setdefault((str(trial), database), Tally())
        server = cluster if database == "postgresql" else None
        result = await _run(trial, seed, server)
        if result.has_run_out:
            _note_repeat(tally, result)
            result = await _run(trial, seed, server)
        _add(tally, result)


def _note_repeat(tally: Tally, result: Result) -> None:
    """Count a trial that is run once more; what it did twice stays done twice."""
    tally.repeated += 1
    tally.doubled += result.doubled
    for line in (*result.lost, *result.doubled):
        print(f"once more: {line}", file=sys.stderr)


def _add(tally: Tally, result: Result) -> None:
    tally.runs += 1
    tally.lost += result.lost
    tally.doubled += result.doubled
    for line in (*result.lost, *result.doubled):
        print(line, file=sys.stderr)


async def _run(trial: Trial, seed: int, cluster: Cluster | None) -> Result:
    """Run a trial; one that breaks off is lost, and the others go on."""
    with tempfile.TemporaryDirectory() as folder:
        address: URL = (
            await asyncio.to_thread(cluster.empty_database)
            if cluster
            else parse_url(f"sqlite:///{folder}/parley.db")
        )
        running = run_trial(trial, seed=seed, address=address, folder=Path(folder))
        try:
            result = await asyncio.wait_for(running, _LONGEST)
        except (AssertionError, TimeoutError) as error:
            said = str(error).strip().rpartition("\n")[2] or type(error).__name__
            has_run_out = isinstance(error, TimeoutError)
            result = Result(lost=[f"broke off: {said}"], has_run_out=has_run_out)
        where = f"{trial}, seed {seed}{' on PostgreSQL' if cluster else ''}"
        lost, doubled = (
            [f"{where}: {line}" for line in lines] for lines in (result.lost, result.doubled)
        )
        return Result(lost, doubled, has_run_out=result.has_run_out)


def _print(tallies: Mapping[tuple[str, str], Tally]) -> None:
    table = Table("trial", "database", "runs", "repeated", "lost", "doubled")
    for (trial, database), tally in tallies.items():
        counts = (tally.runs, tally.repeated, len(tally.lost), len(tally.doubled))
        table.add_row(trial, database, *map(str, counts))
    Console().print(table)


def _sum(tallies: Mapping[tuple[str, str], Tally]) -> dict[str, dict[str, int]]:
    """Return runs, repeats, losses and doubles by database, and of how many points; and of all, runs and faults of both kinds."""
    sums: dict[str, dict[str, int]] = {}
    for (_, database), tally in tallies.items():
        names = ("points", "runs", "repeated", "lost", "doubled")
        of = sums.setdefault(database, dict.fromkeys(names, 0))
        of["points"] += 1
        of["runs"] += tally.runs
        of["repeated"] += tally.repeated
        of["lost"] += len(tally.lost)
        of["doubled"] += len(tally.doubled)
    runs = sum(of["runs"] for of in sums.values())
    faults = sum(of["lost"] + of["doubled"] for of in sums.values())
    return sums | {"all": {"runs": runs, "faults": faults}}


if __name__ == "__main__":
    typer.run(main)
