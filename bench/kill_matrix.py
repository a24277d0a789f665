"""Kill matrix: a bot is killed by `kill -9` at every point of acting on a case. See bench/README.md."""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import nullcontext
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

_LONGEST = 300.0
"""Seconds after which a trial counts as lost: none takes more than some, on a busy machine too."""


@dataclass(slots=True)
class Tally:
    """The trials of one point on one database: how many ran, and what was lost and doubled, a line each."""

    runs: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def main(
    seeds: Annotated[int, typer.Option(help="Trials of each point.")] = 20,
    *,
    postgres: Annotated[bool, typer.Option(help="On PostgreSQL, too.")] = True,
    minutes: Annotated[float, typer.Option(help="Begin no trial after this time.")] = 600.0,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Run every trial with these seeds, and print what was lost and doubled; ends with 1 where anything was."""
    tallies: dict[tuple[str, str], Tally] = {}
    until = time.monotonic() + minutes * 60
    with Cluster() if postgres else nullcontext() as cluster:
        for seed, trial in product(range(seeds), list_trials()):
            for name in ("sqlite", *(["postgresql"] if cluster else [])):
                if time.monotonic() > until:
                    break
                tally = tallies.setdefault((str(trial), name), Tally())
                _add(tally, _run(trial, seed, cluster if name == "postgresql" else None))
    _print(tallies)
    if json_file:
        json_file.write_text(json.dumps(_sum(tallies), indent=1) + "\n")
    raise typer.Exit(1 if any(tally.lost or tally.doubled for tally in tallies.values()) else 0)


def _add(tally: Tally, result: Result) -> None:
    tally.runs += 1
    tally.lost += result.lost
    tally.doubled += result.doubled
    for line in (*result.lost, *result.doubled):
        print(line, file=sys.stderr)


def _run(trial: Trial, seed: int, cluster: Cluster | None) -> Result:
    """Run a trial; one that breaks off is lost, and the others go on."""
    with tempfile.TemporaryDirectory() as folder:
        address: URL = (
            cluster.empty_database() if cluster else parse_url(f"sqlite:///{folder}/parley.db")
        )
        running = run_trial(trial, seed=seed, address=address, folder=Path(folder))
        try:
            result = asyncio.run(asyncio.wait_for(running, _LONGEST))
        except (AssertionError, TimeoutError) as error:
            said = str(error).strip().rpartition("\n")[2] or type(error).__name__
            result = Result(lost=[f"broke off: {said}"])
        where = f"{trial}, seed {seed}"
        return Result(
            *([f"{where}: {line}" for line in lines] for lines in (result.lost, result.doubled))
        )


def _print(tallies: Mapping[tuple[str, str], Tally]) -> None:
    table = Table("trial", "database", "runs", "lost", "doubled")
    for (trial, database), tally in tallies.items():
        counts = (tally.runs, len(tally.lost), len(tally.doubled))
        table.add_row(trial, database, *map(str, counts))
    Console().print(table)


def _sum(tallies: Mapping[tuple[str, str], Tally]) -> dict[str, dict[str, int]]:
    """Return runs, losses and doubles by database, and of how many points."""
    sums: dict[str, dict[str, int]] = {}
    for (_, database), tally in tallies.items():
        of = sums.setdefault(database, dict.fromkeys(("points", "runs", "lost", "doubled"), 0))
        of["points"] += 1
        of["runs"] += tally.runs
        of["lost"] += len(tally.lost)
        of["doubled"] += len(tally.doubled)
    return sums


if __name__ == "__main__":
    typer.run(main)
