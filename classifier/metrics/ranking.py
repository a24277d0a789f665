"""Metrics of rankings: ROC AUC, average precision, recalls, each with its source. Needs numpy only.

They agree with scikit-learn's (a test says so), and are written out here because many weightings of
the same rows (`bootstrap.py` resamples them) can then share one sort. Rows are as in `formulas.py`.
"""

from dataclasses import dataclass

import numpy as np

from classifier.metrics.formulas import FALSE_ALARM_RATE, TOLERANCE, Floats, Mask, safe_ratio


@dataclass(frozen=True, slots=True)
class ThresholdCounts:
    """Weights of the positives and of the negatives that each threshold flags.

    Both are (G,) and rise: one entry for each distinct score, from the highest down.
    """

    true_positives: Floats
    false_positives: Floats

    def roc_auc(self) -> float:
        """Return the area under the ROC curve, by trapezoids."""
        if not len(self.true_positives):
            return float("nan")
        heights = self.true_positives - np.diff(self.true_positives, prepend=0.0) / 2
        area = float(np.sum(np.diff(self.false_positives, prepend=0.0) * heights))
        return safe_ratio(area, float(self.true_positives[-1] * self.false_positives[-1]))

    def precision(self) -> Floats:
        """Return the precision (G,) of each threshold; 0 where it flags no weight."""
        flagged = self.true_positives + self.false_positives
        return np.divide(
            self.true_positives, flagged, out=np.zeros_like(flagged), where=flagged > 0
        )

    def average_precision(self) -> float:
        """Return the sum over thresholds of the gain in recall times the precision."""
        gained = np.diff(self.true_positives, prepend=0.0)
        return safe_ratio(float(np.sum(gained * self.precision())), float(gained.sum()))

    def recall_at_precision(self, precision: float) -> float:
        """Return the largest recall of a threshold with at least this precision, or 0."""
        return self._best_recall(self.precision() >= precision - TOLERANCE)

    def recall_at_false_alarm_rate(self, rate: float) -> float:
        """Return the largest recall of a threshold that flags at most `rate` of the negatives."""
        allowed = (rate + TOLERANCE) * self.false_positives.max(initial=0.0)
        return self._best_recall(self.false_positives <= allowed)

    def _best_recall(self, thresholds: Mask) -> float:
        best = self.true_positives[thresholds].max(initial=0.0)
        return safe_ratio(float(best), float(self.true_positives.max(initial=0.0)))


class Ranking:
    """Ranking of rows: sorted by score once, equal scores in one step, so that another weighting is cheap."""

    def __init__(self, targets: Floats, scores: Floats) -> None:
        self._order = np.argsort(-scores, kind="stable")
        self._targets = targets[self._order].astype(np.float64)
        ordered = scores[self._order]
        self._ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], len(ordered) > 0))
        self.scores: Floats = ordered[self._ends]
        """The distinct scores (G,), highest first."""

    def count(self, weights: Floats) -> ThresholdCounts:
        """Return the counts at each threshold when the rows weigh `weights (N,)`."""
        ordered = weights[self._order]
        true_positives = np.cumsum(ordered * self._targets)
        false_positives = np.cumsum(ordered * (1 - self._targets))
        return ThresholdCounts(true_positives[self._ends], false_positives[self._ends])


def roc_auc(targets: Floats, scores: Floats, weights: Floats) -> float:
    """Return the chance that a positive scores above a negative, ties for half (Hanley and McNeil 1982).

    >>> roc_auc(np.array([1.0, 0.0, 0.0]), np.array([0.5, 0.5, 0.1]), np.ones(3))
    0.75
    """
    return Ranking(targets, scores).count(weights).roc_auc()


def average_precision(targets: Floats, scores: Floats, weights: Floats) -> float:
    """Return the sum of (R[n] - R[n-1]) P[n] over thresholds, not interpolated, as scikit-learn does."""
    return Ranking(targets, scores).count(weights).average_precision()


def recall_at_precision(
    targets: Floats, scores: Floats, weights: Floats, *, precision: float
) -> float:
    """Return the largest recall of a threshold with at least this precision; 0 without one."""
    return Ranking(targets, scores).count(weights).recall_at_precision(precision)


def recall_at_false_alarm_rate(
    toxic_scores: Floats, benign_scores: Floats, rate: float = FALSE_ALARM_RATE
) -> float:
    """Return the share of toxic rows at or above the lowest score that flags at most `rate` of the benign.

    >>> recall_at_false_alarm_rate(np.array([0.9, 0.4]), np.array([0.5, 0.3, 0.2, 0.1]), 1 / 4)
    1.0
    >>> recall_at_false_alarm_rate(np.array([0.9, 0.4]), np.array([0.5, 0.3, 0.2, 0.1]), 1 / 5)
    0.5
    """
    ranking = rank_toxic_against_benign(toxic_scores, benign_scores)
    weights = np.ones(len(toxic_scores) + len(benign_scores))
    return ranking.count(weights).recall_at_false_alarm_rate(rate)


def threshold_at_false_alarm_rate(benign_scores: Floats, rate: float) -> float:
    """Return the lowest score such that at most `rate` of the benign rows (B,) have it or a higher one.

    >>> threshold_at_false_alarm_rate(np.array([0.5, 0.3, 0.2, 0.1]), 1 / 4) > 0.3
    True
    """
    allowed = int(rate * len(benign_scores) + TOLERANCE)
    if allowed >= len(benign_scores):
        return 0.0
    highest = np.partition(benign_scores, -allowed - 1)[-allowed - 1]
    return float(np.nextafter(highest, np.inf))


def rank_toxic_against_benign(toxic_scores: Floats, benign_scores: Floats) -> Ranking:
    """Rank toxic rows (T,) as positives and benign rows (B,) as negatives together."""
    targets = np.repeat([1.0, 0.0], [len(toxic_scores), len(benign_scores)])
    return Ranking(targets, np.concatenate([toxic_scores, benign_scores]))
