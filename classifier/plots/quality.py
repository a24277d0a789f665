"""Plots of an evaluation: reliability, recall against false alarms, score histograms."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter

from classifier.labels import LabelThresholds
from classifier.metrics.formulas import FALSE_ALARM_RATE, Floats, wilson_interval
from classifier.metrics.ranking import rank_toxic_against_benign, recall_at_false_alarm_rate
from classifier.plots.style import AMBER, BLUE, FAINT, INK, RED, open_figure

LabelColumn = tuple[Floats, Floats, Floats]
"""Targets, scores (nan where there is none) and weights, (N,) each."""

LINES = ("#0b6fb8", "#c0392b", "#1b8a5a", "#b7791f", "#7b4fa3", "#1f2933", "#d1599c", "#5b7083")
DASHES = ("-", "--", ":")
BINS = 10
MIN_BIN_ROWS = 10
"""Rows that a bin needs to be drawn in the reliability plot."""


def draw_reliability(columns: Mapping[str, LabelColumn], png: Path) -> None:
    """Draw for each of six labels the share of positives by probability.

    Dots of a calibrated label lie on the diagonal. Bars are 95 % Wilson intervals (1927).
    """
    with open_figure(png, "What a probability is worth", size=(8.4, 5.8)) as figure:
        panels = figure.subplots(2, 3, sharex=True, sharey=True).flat
        for axes, (label, column) in zip(panels, columns.items(), strict=True):
            _draw_reliability_panel(axes, column)
            axes.set(title=label.replace("_", " "), xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
            axes.set_aspect("equal")
        figure.supxlabel("probability given", fontsize=9)
        figure.supylabel("share that deserves the label", fontsize=9)


def draw_recall_curves(toxic: Mapping[str, Floats], benign: Floats, *, png: Path) -> None:
    """Draw the recall of each set's toxic texts against the share of benign chat lines flagged."""
    with open_figure(png, "Toxic texts found, by false alarms allowed", size=(8.4, 4.8)) as figure:
        axes = figure.subplots()
        best_first = sorted(
            toxic, key=lambda name: _compute_recall(toxic[name], benign), reverse=True
        )
        for place, name in enumerate(best_first):
            scores = toxic[name]
            ranking = rank_toxic_against_benign(_fill_unscored(scores), _fill_unscored(benign))
            counts = ranking.count(np.ones(len(scores) + len(benign)))
            axes.step(
                counts.false_positives / len(benign),
                counts.true_positives / len(scores),
                where="post",
                color=LINES[place % len(LINES)],
                linestyle=DASHES[place // len(LINES) % len(DASHES)],
                label=f"{name.replace('_', ' ')}  {_compute_recall(scores, benign):.0%}".replace(
                    "%", " %"
                ),
            )
        axes.axvline(FALSE_ALARM_RATE, color=INK, linewidth=0.8)
        axes.set(
            xscale="log",
            xlim=(max(1 / len(benign), 1e-5), 0.3),
            ylim=(0, 1.01),
            xlabel="benign chat lines flagged",
            ylabel="toxic texts found",
        )
        axes.xaxis.set_major_formatter(FuncFormatter(_format_rate))
        axes.yaxis.set_major_formatter(FuncFormatter(_format_percent))
        axes.legend(
            title="found at 1 in 1,000",
            loc="center left",
            bbox_to_anchor=(1.01, 0.5),
            alignment="left",
        )


def draw_score_histograms(
    columns: Mapping[str, LabelColumn], threshold: LabelThresholds, *, png: Path
) -> None:
    """Draw for each set the scores of its benign and toxic texts on `toxic`, with the thresholds."""
    across = min(3, len(columns))
    down = -(-len(columns) // across)
    size = (1.0 + 2.6 * across, 1.0 + 1.9 * down)
    with open_figure(png, "Scores of benign and toxic texts", size=size) as figure:
        grid = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
        for place in range(len(columns), down * across):
            grid.flat[place].set_visible(False)
            grid.flat[place - across].tick_params(labelbottom=True)
        for axes, (name, (targets, given, _)) in zip(grid.flat, columns.items(), strict=False):
            _draw_histogram(axes, targets, _fill_unscored(given))
            _draw_thresholds(axes, threshold)
            axes.set(title=name.replace("_", " "), yscale="log", xlim=(0, 1))
            axes.yaxis.set_major_formatter(FuncFormatter(_format_percent))
        handles, names = grid[0, 0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper right", ncols=len(names))
        figure.supxlabel("score of toxic", fontsize=9)
        figure.supylabel("share of the texts of a kind", fontsize=9)


def _draw_reliability_panel(axes: Any, column: LabelColumn) -> None:
    is_scored = ~np.isnan(column[1])
    targets, given, weights = (each[is_scored] for each in column)
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle="--")
    places = np.minimum((given * BINS).astype(int), BINS - 1)
    for place in range(BINS):
        within = weights * (places == place)
        if np.count_nonzero(within) < MIN_BIN_ROWS:
            continue
        share, mean = np.average(targets, weights=within), np.average(given, weights=within)
        rows = within.sum() ** 2 / (within @ within)
        low, high = wilson_interval(float(share), float(rows))
        axes.plot([mean, mean], [low, high], color=BLUE, linewidth=1.4, alpha=0.55)
        axes.plot(mean, share, "o", color=BLUE, markersize=4.5)
    axes.text(0.03, 0.93, f"{int(targets.sum()):,} of {len(targets):,} texts", color="#52606d")


def _draw_histogram(axes: Any, targets: Floats, given: Floats) -> None:
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


def _compute_recall(toxic: Floats, benign: Floats) -> float:
    """Return the recall of the toxic rows at 1 false alarm in 1,000."""
    return recall_at_false_alarm_rate(_fill_unscored(toxic), _fill_unscored(benign))


def _fill_unscored(given: Floats) -> Floats:
    return np.nan_to_num(given, nan=0.0)


def _format_rate(rate: float, _: int) -> str:
    """Return a tick label: 0.001 -> "1 in 1,000"."""
    return f"1 in {round(1 / rate):,}"


def _format_percent(share: float, _: int) -> str:
    return f"{100 * share:g} %"
