"""Pictures of an evaluation: what a probability is worth, what is found, where texts score."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter

from classifier.labels import LabelThresholds
from classifier.metrics.formulas import FALSE_ALARM_RATE, Floats, wilson_interval
from classifier.metrics.ranking import recall_at_false_alarm_rate, toxic_against_benign
from classifier.plots.style import AMBER, BLUE, FAINT, INK, RED, open_figure

Column = tuple[Floats, Floats, Floats]
"""Targets, scores (nan where there is none) and weights, (N,) each."""

LINES = ("#0b6fb8", "#c0392b", "#1b8a5a", "#b7791f", "#7b4fa3", "#1f2933", "#d1599c", "#5b7083")
DASHES = ("-", "--", ":")
BINS = 10
LEAST_ROWS = 10
"""Rows that a bin needs to be drawn in the reliability picture."""


def reliability(columns: Mapping[str, Column], png: Path) -> None:
    """For each of six labels: how many of the texts given a probability deserve the label.

    Dots on the diagonal mean what they say. Bars are 95 % Wilson intervals (1927).
    """
    with open_figure(png, "What a probability is worth", size=(8.4, 5.8)) as figure:
        panels = figure.subplots(2, 3, sharex=True, sharey=True).flat
        for axes, (label, column) in zip(panels, columns.items(), strict=True):
            _draw_reliability(axes, column)
            axes.set(title=label.replace("_", " "), xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
            axes.set_aspect("equal")
        figure.supxlabel("probability given", fontsize=9)
        figure.supylabel("share that deserves the label", fontsize=9)


def recall_by_false_alarms(toxic: Mapping[str, Floats], benign: Floats, *, png: Path) -> None:
    """Share of each set's toxic texts found, against the share of benign chat lines flagged."""
    with open_figure(png, "Toxic texts found, by false alarms allowed", size=(8.4, 4.8)) as figure:
        axes = figure.subplots()
        best_first = sorted(toxic, key=lambda name: _found(toxic[name], benign), reverse=True)
        for place, name in enumerate(best_first):
            scores = toxic[name]
            ranking = toxic_against_benign(_ranked(scores), _ranked(benign))
            counts = ranking.counts(np.ones(len(scores) + len(benign)))
            axes.step(
                counts.alarms / len(benign),
                counts.hits / len(scores),
                where="post",
                color=LINES[place % len(LINES)],
                linestyle=DASHES[place // len(LINES) % len(DASHES)],
                label=f"{name.replace('_', ' ')}  {_found(scores, benign):.0%}".replace("%", " %"),
            )
        axes.axvline(FALSE_ALARM_RATE, color=INK, linewidth=0.8)
        axes.set(
            xscale="log",
            xlim=(max(1 / len(benign), 1e-5), 0.3),
            ylim=(0, 1.01),
            xlabel="benign chat lines flagged",
            ylabel="toxic texts found",
        )
        axes.xaxis.set_major_formatter(FuncFormatter(_one_in))
        axes.yaxis.set_major_formatter(FuncFormatter(_percent))
        axes.legend(
            title="found at 1 in 1,000",
            loc="center left",
            bbox_to_anchor=(1.01, 0.5),
            alignment="left",
        )


def scores(columns: Mapping[str, Column], threshold: LabelThresholds, *, png: Path) -> None:
    """For each set: where its benign and its toxic texts score on `toxic`, with the thresholds."""
    across = min(3, len(columns))
    down = -(-len(columns) // across)
    size = (1.0 + 2.6 * across, 1.0 + 1.9 * down)
    with open_figure(png, "Scores of benign and toxic texts", size=size) as figure:
        grid = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
        for place in range(len(columns), down * across):
            grid.flat[place].set_visible(False)
            grid.flat[place - across].tick_params(labelbottom=True)
        for axes, (name, (targets, given, _)) in zip(grid.flat, columns.items(), strict=False):
            _draw_scores(axes, targets, _ranked(given))
            _draw_thresholds(axes, threshold)
            axes.set(title=name.replace("_", " "), yscale="log", xlim=(0, 1))
            axes.yaxis.set_major_formatter(FuncFormatter(_percent))
        handles, names = grid[0, 0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper right", ncols=len(names))
        figure.supxlabel("score of toxic", fontsize=9)
        figure.supylabel("share of the texts of a kind", fontsize=9)


def _draw_reliability(axes: Any, column: Column) -> None:
    said = ~np.isnan(column[1])
    targets, given, weights = (each[said] for each in column)
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle="--")
    places = np.minimum((given * BINS).astype(int), BINS - 1)
    for place in range(BINS):
        held = weights * (places == place)
        if np.count_nonzero(held) < LEAST_ROWS:
            continue
        share, mean = np.average(targets, weights=held), np.average(given, weights=held)
        rows = held.sum() ** 2 / (held @ held)
        low, high = wilson_interval(float(share), float(rows))
        axes.plot([mean, mean], [low, high], color=BLUE, linewidth=1.4, alpha=0.55)
        axes.plot(mean, share, "o", color=BLUE, markersize=4.5)
    axes.text(0.03, 0.93, f"{int(targets.sum()):,} of {len(targets):,} texts", color="#52606d")


def _draw_scores(axes: Any, targets: Floats, given: Floats) -> None:
    edges = np.linspace(0, 1, 26)
    for kind, color, name in ((0, FAINT, "benign"), (1, RED, "toxic")):
        of_kind = given[targets == kind]
        share = np.histogram(of_kind, edges)[0] / max(len(of_kind), 1)
        axes.stairs(
            share,
            edges,
            color=color,
            fill=kind == 0,
            alpha=0.55 if kind == 0 else 1,
            linewidth=1.6,
            label=name,
        )


def _draw_thresholds(axes: Any, threshold: LabelThresholds) -> None:
    axes.axvline(threshold.flag, color=AMBER, linewidth=1.2, label="flag from here")
    if threshold.act is not None:
        axes.axvline(threshold.act, color=INK, linewidth=1.2, label="act from here")


def _found(toxic: Floats, benign: Floats) -> float:
    """Share of the toxic rows found at 1 false alarm in 1,000."""
    return recall_at_false_alarm_rate(_ranked(toxic), _ranked(benign))


def _ranked(given: Floats) -> Floats:
    return np.nan_to_num(given, nan=0.0)


def _one_in(rate: float, _: int) -> str:
    """`0.001 -> "1 in 1,000"`."""
    return f"1 in {round(1 / rate):,}"


def _percent(share: float, _: int) -> str:
    return f"{100 * share:g} %"
