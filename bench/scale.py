"""Benchmark of several processes: a message by their number, a hop over the bus, memory by guilds. See bench/README.md."""

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bench.core import choose_least
from bench.scale_loads import RATE, Place, ScaleFigures, Setup, measure_cost, measure_guilds
from tests.bot.postgres.cluster import Cluster

Measured: TypeAlias = Mapping[str, ScaleFigures]
"""Figures by what was measured."""

SETUPS = {
    "1 process": Setup(1),
    "2 processes": Setup(2),
    "4 processes": Setup(4),
    "bus, 1 worker": Setup(1, workers=1),
}

GUILDS = (1, 100, 1_000, 2_500)
"""Guilds on a shard; Discord allows no more than the last."""

Row: TypeAlias = tuple[str, float, str]
"""Name of a figure, the factor to its unit, and its format."""

_COST_ROWS: Mapping[str, Row] = {
    "bots": ("of all processes", 1000.0, "{:.2f} ms"),
    "per_second": ("messages a second of it", 1.0, "{:,.0f}"),
    "database": ("of PostgreSQL", 1000.0, "{:.2f} ms"),
    "bus": ("of NATS", 1000.0, "{:.2f} ms"),
    "idle": ("each, while nothing comes", 100.0, "{:.1f} % of a core"),
    "p50": ("message to delete, median", 1000.0, "{:.0f} ms"),
    "shortest": ("message to delete, shortest", 1000.0, "{:.0f} ms"),
    "requests": ("requests for each deleted one", 1.0, "{:.1f}"),
    "memory": ("memory of all", 1.0, "{:,.0f} MiB"),
}

_GUILD_ROWS: Mapping[str, Row] = {
    "channels": ("channels", 1.0, "{:,.0f}"),
    "memory": ("memory", 1.0, "{:,.0f} MiB"),
    "start": ("processor time of the start", 1.0, "{:.1f} s"),
}


def main(
    *,
    seconds: Annotated[int, typer.Option(help="How long fifty messages a second are sent.")] = 20,
    rounds: Annotated[int, typer.Option(help="Of each cost, the least of so many.")] = 2,
    share: Annotated[float, typer.Option(help="Share of the guilds.")] = 1.0,
    channels: Annotated[int, typer.Option(help="Channels of each guild.")] = 100,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Print what a message costs several processes on one PostgreSQL, and what guilds take in memory."""
    with Cluster() as cluster:
        costs = _measure_costs(cluster, RATE * seconds, rounds)
        Console().print(build_table("processor time of a message", _COST_ROWS, costs))
        guilds = {
            f"{number:,}": asyncio.run(
                measure_guilds(number, channels=channels, place=_empty_place(cluster))
            )
            for number in choose_guilds(share)
        }
        Console().print(build_table("guilds on a shard", _GUILD_ROWS, guilds))
    if json_file:
        machine = {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
        measured = {"machine": machine, "costs": costs, "guilds": guilds}
        json_file.write_text(json.dumps(measured, indent=1) + "\n")


def choose_guilds(share: float) -> list[int]:
    """Return the numbers of guilds to measure: each once, and at least 1."""
    return sorted({max(1, round(number * share)) for number in GUILDS})


def _measure_costs(cluster: Cluster, messages: int, rounds: int) -> Measured:
    """Measure each setup in turn, so that what else runs on the machine meets all of them."""
    found: dict[str, list[ScaleFigures]] = {name: [] for name in SETUPS}
    for _ in range(rounds):
        for name, setup in SETUPS.items():
            found[name].append(asyncio.run(measure_cost(setup, messages, _empty_place(cluster))))
    return {name: choose_best(figures) for name, figures in found.items()}


def choose_best(rounds: Sequence[ScaleFigures]) -> ScaleFigures:
    """Return the least of each figure, and the throughput that belongs to it."""
    least = choose_least(list(rounds))
    return {**least, "per_second": 1.0 / least["bots"]}


def _empty_place(cluster: Cluster) -> Place:
    url = cluster.empty_database()
    return Place(url.render_as_string(hide_password=False), cluster.process)


def build_table(title: str, rows: Mapping[str, Row], measured: Measured) -> Table:
    """Build a table with a column for each thing that was measured."""
    caption = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    table = Table(box=SIMPLE_HEAD, title=title, caption=caption)
    for heading in ("", *measured):
        table.add_column(heading, justify="right" if heading else "left")
    for key, (name, factor, form) in rows.items():
        table.add_row(name, *(form.format(figures[key] * factor) for figures in measured.values()))
    return table


if __name__ == "__main__":
    typer.run(main)
