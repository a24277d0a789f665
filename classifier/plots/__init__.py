"""Pictures of a training run and of an evaluation, as PNG. Needs matplotlib, and no display."""

from classifier.plots.history import curves
from classifier.plots.quality import Column, recall_by_false_alarms, reliability, scores

__all__ = ["Column", "curves", "recall_by_false_alarms", "reliability", "scores"]
