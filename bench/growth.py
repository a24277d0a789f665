"""Growth of a bot in a soak test: the slope of its memory, and whatever it kept more of. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

MAX_SLOPE = 1.0
"""MiB an hour that memory may grow after the warm-up."""

MIN_MINUTES = 30.0
"""Minutes over which a slope says something."""

COUNTS = ("tasks", "threads", "descriptors", "sockets")
"""The counts that stay constant; a few more are in use where a message is under way."""

EMPTIED = ("bot.store.near_scores.NearScores._unwritten",)
"""Containers that fill for a minute, and are emptied."""

SLACK = 100
"""Growth that is allowed between the first and the last sample: a second's messages."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of the bot: minutes from the start, MiB resident in the mean since the last one, and its `Footprint` as a mapping.

    Few samples have a footprint: one stops the bot for a second, on a busy machine for ten. `messages`: sent to
    it so far.
    """

    minute: float
    resident: float
    footprint: Mapping[str, Any] | None = None
    messages: int = 0


def slope_per_hour(samples: Sequence[Sample]) -> float:
    """Return the growth of memory by least squares, in MiB an hour."""
    minute = sum(sample.minute for sample in samples) / len(samples)
    resident = sum(sample.resident for sample in samples) / len(samples)
    spread = sum((sample.minute - minute) ** 2 for sample in samples)
    if not spread:
        return 0.0
    common = sum((s.minute - minute) * (s.resident - resident) for s in samples)
    return common / spread * 60.0


def find_growth(warm: Sequence[Sample]) -> list[str]:
    """Name what the bot kept more of at the end than when it was warm; caches have bounds, and may fill."""
    footprints = [sample.footprint for sample in warm if sample.footprint]
    first, last = footprints[0], footprints[-1]
    sizes = {name: (first[name], last[name]) for name in COUNTS}
    for name, size in last["containers"].items():
        sizes[name] = (first["containers"].get(name, 0), size)
    grown = [
        f"{name} grew: {before} -> {after}"
        for name, (before, after) in sizes.items()
        if after > before + SLACK and name not in EMPTIED
    ]
    is_long = warm[-1].minute - warm[0].minute >= MIN_MINUTES
    if is_long and (slope := slope_per_hour(warm)) > MAX_SLOPE:
        grown.append(f"memory grows: {slope:.1f} MiB an hour")
    return grown


def build_table(first: Sample, warm: Sequence[Sample]) -> Table:
    """Build a table of what the bot kept at the start, when warm, and at the end."""
    samples = [sample for sample in (first, *warm) if sample.footprint]
    caption = f"memory: {slope_per_hour(warm):+.1f} MiB an hour once warm; goal {MAX_SLOPE:+.0f}"
    table = Table(box=SIMPLE_HEAD, caption=caption)
    table.add_column("")
    for sample in samples:
        table.add_column(f"{sample.minute:.1f} min", justify="right")
    table.add_row("memory", *(f"{sample.resident:.1f} MiB" for sample in samples))
    table.add_row("messages", *(f"{sample.messages:,}" for sample in samples))
    footprints = [sample.footprint or {} for sample in samples]
    for name in footprints[-1].get("native", ()):
        table.add_row(name, *(f"{footprint['native'][name]:.1f} MiB" for footprint in footprints))
    for name in COUNTS:
        table.add_row(name, *(str(footprint[name]) for footprint in footprints))
    for kind in ("caches", "containers"):
        sizes = [footprint[kind] for footprint in footprints]
        for name in sorted(sizes[-1]):
            row = [size.get(name, 0) for size in sizes]
            if row[-1] != row[0]:
                table.add_row(name.removeprefix("bot."), *map(str, row))
    return table
