"""Kill matrix: a bot is killed by `kill -9` at every point of acting on a case. See bench/README.md."""

import asyncio
import sys
import tempfile
from contextlib import nullcontext
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


def main(
    seeds: Annotated[int, typer.Option(help="Trials of each point.")] = 20,
    *,
    postgres: Annotated[bool, typer.Option(help="On PostgreSQL, too.")] = True,
) -> None:
    """Run every trial with these seeds, and print what was lost and doubled; ends with 1 where anything was."""
    table = Table("trial", "database", "runs", "lost", "doubled")
    are_good = []
    with Cluster() if postgres else nullcontext() as cluster:
        for trial in list_trials():
            for name in ("sqlite", *(["postgresql"] if cluster else [])):
                results = [
                    _run(trial, seed, cluster if name == "postgresql" else None)
                    for seed in range(seeds)
                ]
                lost = [line for result in results for line in result.lost]
                doubled = [line for result in results for line in result.doubled]
                are_good.append(not lost and not doubled)
                table.add_row(str(trial), name, str(seeds), str(len(lost)), str(len(doubled)))
    Console().print(table)
    raise typer.Exit(0 if all(are_good) else 1)


def _run(trial: Trial, seed: int, cluster: Cluster | None) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        address: URL = (
            cluster.empty_database() if cluster else parse_url(f"sqlite:///{folder}/parley.db")
        )
        return asyncio.run(run_trial(trial, seed=seed, address=address, folder=Path(folder)))


if __name__ == "__main__":
    typer.run(main)
