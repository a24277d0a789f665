"""Benchmark of what one core carries: processor time of a message on each platform. See bench/README.md."""

import asyncio
import json
import os
from collections.abc import Mapping
from math import inf
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bench.core_loads import LOADS, CoreFigures, measure
from bench.under_load import ROOT

GOALS: Mapping[str, CoreFigures] = {
    "discord": {
        "start": 1.5,
        "clean": 0.6,
        "flagged": 4.0,
        "p99": 250.0,
        "full": 1.0,
        "memory": 140.0,
    },
    "slack": {"start": 1.5, "clean": 1.5, "memory": 140.0},
}
"""Seconds of the start, milliseconds of processor time a message and until the delete, MiB."""

_ROWS = {
    "start": ("start", "{:.2f} s"),
    "clean": ("a clean message", "{:.2f} ms"),
    "loop": ("of it, the event loop", "{:.2f} ms"),
    "flagged": ("a flagged message", "{:.2f} ms"),
    "p50": ("message to delete, median", "{:.0f} ms"),
    "p99": ("message to delete, p99", "{:.0f} ms"),
    "full": ("any message, at full rate", "{:.2f} ms"),
    "idle": ("while nothing comes, a second", "{:.2f} ms"),
    "memory": ("memory", "{:.0f} MiB"),
}


def main(
    *,
    beside: Annotated[
        Path | None, typer.Option(help="Another checkout, measured in turn with this one.")
    ] = None,
    platform: Annotated[str, typer.Option(help="discord or slack; both without it.")] = "",
    rounds: Annotated[int, typer.Option(help="Of each figure, the least of so many counts.")] = 2,
    share: Annotated[float, typer.Option(help="Share of the messages that are sent.")] = 1.0,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Send clean and rude messages to real bots on fake platforms, and print what each costs."""
    trees = {"before": beside.resolve(), "now": ROOT} if beside else {"now": ROOT}
    measured: dict[str, dict[str, CoreFigures]] = {}
    for name in [platform] if platform else list(LOADS):
        found: dict[str, list[CoreFigures]] = {tree: [] for tree in trees}
        for _ in range(rounds):
            for tree, root in trees.items():
                found[tree].append(asyncio.run(measure(LOADS[name], root=root, share=share)))
        measured[name] = {tree: choose_least(figures) for tree, figures in found.items()}
        Console().print(build_table(name, measured[name]))
    if json_file:
        json_file.write_text(json.dumps(measured, indent=1) + "\n")


def choose_least(rounds: list[CoreFigures]) -> CoreFigures:
    """Return the least of each figure: what else runs on the machine only adds to it."""
    keys = [key for key in rounds[0] if all(key in figures for figures in rounds)]
    return {key: min(figures[key] for figures in rounds) for key in keys}


def build_table(platform: str, measured: Mapping[str, CoreFigures]) -> Table:
    """Build a table of a platform's figures, each tree beside the goals; what misses its goal is red."""
    caption = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    table = Table(box=SIMPLE_HEAD, title=platform, caption=caption)
    for heading in ("", "goal", *measured, *(["now / before"] if len(measured) > 1 else [])):
        table.add_column(heading, justify="right" if heading else "left")
    for key, (title, form) in _ROWS.items():
        goal = GOALS[platform].get(key)
        values = [figures.get(key, inf) for figures in measured.values()]
        cells = [_colour(form.format(value), goal is None or value <= goal) for value in values]
        ratio = [f"{values[1] / values[0]:.2f}"] if len(values) > 1 else []
        table.add_row(title, "" if goal is None else form.format(goal), *cells, *ratio)
    return table


def _colour(shown: str, is_met: bool) -> str:  # noqa: FBT001 - it is what is shown
    return shown if is_met else f"[red]{shown}[/red]"


if __name__ == "__main__":
    typer.run(main)
