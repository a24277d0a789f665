"""The view of a histogram of scores: bars and marks of thresholds, for a picture of 500 by 100. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from bot.domain.score_counts import BINS, find_bin

WIDTH: Final = 500
HEIGHT: Final = 100
"""The size of the picture, in its own units."""

_GAP = 1
_SCALED_FROM = 5
"""Columns that are cut off where they are taller: most messages have next to nothing of most labels."""

_LEAST = 2
"""The height of a bar of a single message, where the tallest is far taller."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: the scores from `begin` to `end`, how many messages, and the tier that they reach, "" for none."""

    x: int
    y: int
    width: int
    height: int
    begin: float
    end: float
    count: int
    tier: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """A histogram with the places of its marks, None for a threshold that is off."""

    bars: tuple[Bar, ...]
    flag_x: int | None
    act_x: int | None
    total: int


def draw_histogram(counts: Sequence[int], *, flag: float | None, act: float | None) -> Histogram:
    """Lay out a histogram; a bar is as tall as the root of its count, so that few are seen beside many."""
    tallest, step = max([*counts[_SCALED_FROM:], 1]), WIDTH // BINS
    bars = []
    for index, count in enumerate(counts):
        if not count:
            continue
        height = min(HEIGHT, max(_LEAST, round(HEIGHT * sqrt(count / tallest))))
        bars.append(
            Bar(
                x=index * step,
                y=HEIGHT - height,
                width=step - _GAP,
                height=height,
                begin=index / BINS,
                end=(index + 1) / BINS,
                count=count,
                tier=_find_tier(index, flag, act),
            )
        )
    marks = [None if level is None else round(level * WIDTH) for level in (flag, act)]
    return Histogram(tuple(bars), marks[0], marks[1], sum(counts))


def _find_tier(index: int, flag: float | None, act: float | None) -> str:
    if act is not None and index >= find_bin(act):
        return "act"
    return "flag" if flag is not None and index >= find_bin(flag) else ""
