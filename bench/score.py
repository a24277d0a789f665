"""Benchmark of scoring: time and memory, beside two others. See bench/README.md."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
CONTESTANTS = {
    "parley": "Parley",
    "alt_profanity_check": "alt-profanity-check",
    "keras_predict": "Keras predict",
}
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
}

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the benchmark, its format, and Parley's goal."""

    key: str
    title: str
    format: Callable[[float], str]
    goal: float | None = None
    less_is_better: bool = True

    def is_met(self, value: float) -> bool:
        """Tell whether the goal, if there is one, is reached."""
        return self.goal is None or (
            value <= self.goal if self.less_is_better else value >= self.goal
        )

    def times_worse(self, value: float, parley: float) -> float:
        """Return how many times Parley's cost this is."""
        return value / parley if self.less_is_better else parley / value


def _format_milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.3g} ms" if seconds < 1 else f"{1000 * seconds:,.0f} ms"


def _format_seconds(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _format_rate(rate: float) -> str:
    return f"{rate:,.0f} /s"


def _format_mebibytes(size: float) -> str:
    return f"{size:,.0f} MiB"


METRICS = (
    Metric("ready", "import and ready", _format_seconds, 1.0),
    Metric("words_12_p50", "12 words, median", _format_milliseconds, 0.25e-3),
    Metric("words_12_p99", "12 words, p99", _format_milliseconds),
    Metric("words_60_p50", "60 words, median", _format_milliseconds),
    Metric("words_200_p50", "200 words, median", _format_milliseconds),
    Metric("per_second", "in batches", _format_rate, 2000, less_is_better=False),
    Metric("resident_ready", "memory, singly", _format_mebibytes, 110),
    Metric("resident_end", "memory, at the end", _format_mebibytes, 110),
)


def main(
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Print the time and memory that scoring takes, Parley's beside two others'."""
    console = Console()
    measured: dict[str, Figures] = {}
    for name, title in CONTESTANTS.items():
        with Console(stderr=True).status(f"measuring {title}"):
            answer = _measure(name)
        if isinstance(answer, str):
            console.print(f"{title}: not measured: {answer}", style="yellow", markup=False)
        else:
            measured[name] = answer
    if measured:
        console.print(_build_table(measured))
    console.print(_describe_machine(), style="dim")
    if json_file:
        json_file.write_text(
            json.dumps({"machine": _describe_machine(), **measured}, indent=2) + "\n"
        )


def _measure(name: str) -> Figures | str:
    """Return the figures of a contestant from a process of its own, or why there are none."""
    finished = subprocess.run(
        [sys.executable, "-m", "bench.contestants.run", name],
        cwd=ROOT,
        env=os.environ | ONE_THREAD,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        return finished.stderr.strip().rpartition("\n")[2] or f"exit {finished.returncode}"
    figures: dict[str, float] = json.loads(finished.stdout)
    return figures


def _build_table(measured: Mapping[str, Figures]) -> Table:
    table = Table(
        box=SIMPLE_HEAD,
        caption="In brackets: times Parley's; for messages a second, times fewer.",
        caption_justify="left",
    )
    table.add_column("")
    table.add_column("goal", justify="right", style="dim")
    for name in measured:
        table.add_column(CONTESTANTS[name], justify="right")
    for row in METRICS:
        sign = "<=" if row.less_is_better else ">="
        goal = "" if row.goal is None else f"{sign} {row.format(row.goal)}"
        cells = [_format_cell(row, name, measured=measured) for name in measured]
        table.add_row(row.title, goal, *cells)
    return table


def _format_cell(row: Metric, name: str, *, measured: Mapping[str, Figures]) -> str:
    value = measured[name][row.key]
    if name == "parley":
        colour = "green" if row.is_met(value) else "red"
        return (
            row.format(value) if row.goal is None else f"[{colour}]{row.format(value)}[/{colour}]"
        )
    if "parley" not in measured:
        return row.format(value)
    return f"{row.format(value)} [dim]({row.times_worse(value, measured['parley'][row.key]):.1f}x)[/dim]"


def _describe_machine() -> str:
    """Return the processor, its cores, Python's version and the load."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    load = os.getloadavg()[0]
    python = platform.python_version()
    return f"{(names or ['?'])[0]}, {os.cpu_count()} cores, Python {python}, load {load:.1f}"


if __name__ == "__main__":
    typer.run(main)
