"""The view of a report's chart: a stacked column of cases a day, for a picture of 700 by 240. Pure.

Its colours are those of the page, light or dark, and hatches tell its parts apart in print.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.alerts.alert import outcome_text
from bot.domain.actions import Action, Outcome
from bot.domain.statistics import ModerationStats

WIDTH: Final = 700
HEIGHT: Final = 240
"""The size of the columns' area, in units of the picture."""

_MOST_DAY_NAMES = 6
_GRID_LINES = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a column: the cases of an action on a day, of which `is_dismissed` were false alarms."""

    x: float
    y: float
    width: float
    height: float
    action: str
    is_dismissed: bool
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis, and what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its parts, axes, and legend of actions with their names."""

    parts: tuple[Part, ...]
    days: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    legend: tuple[tuple[str, str], ...]
    has_dismissed: bool


def lay_out_chart(stats: ModerationStats) -> Chart:
    """Lay out the chart of a report."""
    actions = [action for action in Action if stats.by_action()[action]]
    by_day, dismissed = stats.by_day(), stats.dismissed_by_day()
    tallest = max((sum(by_day[day, a] for a in actions) for day in stats.days), default=0)
    top, width = _round_up(tallest), WIDTH / len(stats.days)
    parts: list[Part] = []
    for index, day in enumerate(stats.days):
        foot = 0
        for action in actions:
            wrong = min(dismissed[day, action], by_day[day, action])
            for is_dismissed, count in ((False, by_day[day, action] - wrong), (True, wrong)):
                if not count:
                    continue
                height = HEIGHT * count / top
                name = _name(action) + (", dismissed" if is_dismissed else "")
                parts.append(
                    Part(
                        x=round(width * (index + 0.1), 1),
                        y=round(HEIGHT - HEIGHT * foot / top - height, 1),
                        width=round(width * 0.8, 1),
                        height=round(height, 1),
                        action=action.value,
                        is_dismissed=is_dismissed,
                        title=f"{day:%Y-%m-%d}: {count:,} {name}",
                    )
                )
                foot += count
    return Chart(
        tuple(parts),
        tuple(_name_days(stats.days, width)),
        tuple(
            Tick(HEIGHT - HEIGHT * n / _GRID_LINES, f"{top * n // _GRID_LINES:,}")
            for n in range(_GRID_LINES + 1)
        ),
        tuple((action.value, _name(action)) for action in actions),
        bool(stats.false_alarms),
    )


def _name(action: Action) -> str:
    return outcome_text(Outcome.done(action))


def _name_days(days: Sequence[date], width: float) -> list[Tick]:
    every = math.ceil(len(days) / _MOST_DAY_NAMES)
    return [
        Tick(round(width * (index + 0.5), 1), f"{day.day} {day:%b}")
        for index, day in enumerate(days)
        if (len(days) - 1 - index) % every == 0
    ]


def _round_up(count: int) -> int:
    """Round up to a number that the grid lines divide evenly: 0 -> 4, 7 -> 8, 123 -> 124."""
    return max(_GRID_LINES, math.ceil(count / _GRID_LINES) * _GRID_LINES)
