"""Plots of a training run and of an evaluation, as PNG. Needs matplotlib, and no display."""

from classifier.plots.history import draw_training_curves
from classifier.plots.quality import (
    LabelColumn,
    draw_recall_curves,
    draw_reliability,
    draw_score_histograms,
)

__all__ = [
    "LabelColumn",
    "draw_recall_curves",
    "draw_reliability",
    "draw_score_histograms",
    "draw_training_curves",
]
