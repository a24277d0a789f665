"""The view of agreement over time: a line a label, for a picture of 240 by 48. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.agreement import LabelAgreement

WIDTH: Final = 240
HEIGHT: Final = 48
"""The size of the picture, in its own units."""

FEWEST: Final = 5
"""Judged cases of a week below which its share says little: its point is hollow."""


@dataclass(frozen=True, slots=True)
class Point:
    """A week: where it is, whether few were judged, and what it says."""

    x: float
    y: float
    is_weak: bool
    title: str


@dataclass(frozen=True, slots=True)
class ShownAgreement:
    """The agreement on a label: in words, and week by week; `line` joins the weeks that have any."""

    name: str
    upheld: int
    dismissed: int
    percent: str
    points: tuple[Point, ...]

    @property
    def line(self) -> str:
        """The points as a polyline has them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def show_agreement(of: LabelAgreement) -> ShownAgreement:
    """Show the agreement on a label."""
    last = max(len(of.weeks) - 1, 1)
    points = [
        Point(
            round(index * WIDTH / last, 1),
            round(HEIGHT * (1 - share), 1),
            week.judged < FEWEST,
            f"{_week(begin)}: {share:.0%} of {week.judged:,}",
        )
        for index, (begin, week) in enumerate(of.weeks.items())
        if (share := week.share) is not None
    ]
    name = of.label.replace("_", " ") if of.label else "reported by members"
    share = of.total.share
    percent = "" if share is None else f"{share:.0%}"
    return ShownAgreement(name, of.total.upheld, of.total.dismissed, percent, tuple(points))


def _week(begin: date) -> str:
    return f"week of {begin:%Y-%m-%d}"
