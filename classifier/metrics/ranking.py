"""How well scores rank: the formulas, each with its source. Needs numpy only.

They agree with scikit-learn's (a test says so), and are written out here because many weightings of
the same rows (`figures.py` resamples them) can then share one sort. Rows are as in `measure.py`.
"""

from dataclasses import dataclass

import numpy as np

from classifier.metrics.formulas import FALSE_ALARM_RATE, ROUNDING, Floats, Mask, safe_ratio


@dataclass(frozen=True, slots=True)
class Counts:
    """Weight of the positives (`hits`) and negatives (`alarms`) that each threshold flags.

    Both are (G,) and rise: one entry for each distinct score, from the highest down.
    """

    hits: Floats
    alarms: Floats

    def roc_auc(self) -> float:
        """Area under the ROC curve, by trapezoids."""
        if not len(self.hits):
            return float("nan")
        heights = self.hits - np.diff(self.hits, prepend=0.0) / 2
        area = float(np.sum(np.diff(self.alarms, prepend=0.0) * heights))
        return safe_ratio(area, float(self.hits[-1] * self.alarms[-1]))

    def precision(self) -> Floats:
        """Share of positives in what each threshold flags (G,); 0 where it flags no weight."""
        flagged = self.hits + self.alarms
        return np.divide(self.hits, flagged, out=np.zeros_like(flagged), where=flagged > 0)

    def average_precision(self) -> float:
        """Sum over thresholds of the gain in recall times the precision."""
        gained = np.diff(self.hits, prepend=0.0)
        return safe_ratio(float(np.sum(gained * self.precision())), float(gained.sum()))

    def recall_at_precision(self, precision: float) -> float:
        """The largest recall of a threshold that is at least so precise, or 0."""
        return self._best_recall(self.precision() >= precision - ROUNDING)

    def recall_at_alarm_rate(self, rate: float) -> float:
        """The largest recall of a threshold that flags no more than `rate` of the negatives."""
        allowed = (rate + ROUNDING) * self.alarms.max(initial=0.0)
        return self._best_recall(self.alarms <= allowed)

    def _best_recall(self, thresholds: Mask) -> float:
        best = self.hits[thresholds].max(initial=0.0)
        return safe_ratio(float(best), float(self.hits.max(initial=0.0)))


class Ranking:
    """Rows sorted by score once, equal scores in one step, so that another weighting is cheap."""

    def __init__(self, targets: Floats, scores: Floats) -> None:
        self._order = np.argsort(-scores, kind="stable")
        self._targets = targets[self._order].astype(np.float64)
        ordered = scores[self._order]
        self._ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], len(ordered) > 0))
        self.scores: Floats = ordered[self._ends]
        """The distinct scores (G,), highest first."""

    def counts(self, weights: Floats) -> Counts:
        """What each threshold flags when the rows weigh `weights (N,)`."""
        ordered = weights[self._order]
        hits = np.cumsum(ordered * self._targets)
        alarms = np.cumsum(ordered * (1 - self._targets))
        return Counts(hits[self._ends], alarms[self._ends])


def roc_auc(targets: Floats, scores: Floats, weights: Floats) -> float:
    """Chance that a positive scores above a negative, ties for half (Hanley and McNeil 1982).

    >>> roc_auc(np.array([1.0, 0.0, 0.0]), np.array([0.5, 0.5, 0.1]), np.ones(3))
    0.75
    """
    return Ranking(targets, scores).counts(weights).roc_auc()


def average_precision(targets: Floats, scores: Floats, weights: Floats) -> float:
    """Sum of (R[n] - R[n-1]) P[n] over thresholds, not interpolated, as scikit-learn has it."""
    return Ranking(targets, scores).counts(weights).average_precision()


def recall_at_precision(
    targets: Floats, scores: Floats, weights: Floats, *, precision: float
) -> float:
    """The largest recall that a threshold reaches with at least this precision; 0 without one."""
    return Ranking(targets, scores).counts(weights).recall_at_precision(precision)


def recall_at_false_alarm_rate(
    toxic_scores: Floats, benign_scores: Floats, rate: float = FALSE_ALARM_RATE
) -> float:
    """Share of toxic rows at or above the lowest score that flags at most `rate` of the benign.

    >>> recall_at_false_alarm_rate(np.array([0.9, 0.4]), np.array([0.5, 0.3, 0.2, 0.1]), 1 / 4)
    1.0
    >>> recall_at_false_alarm_rate(np.array([0.9, 0.4]), np.array([0.5, 0.3, 0.2, 0.1]), 1 / 5)
    0.5
    """
    ranking = toxic_against_benign(toxic_scores, benign_scores)
    weights = np.ones(len(toxic_scores) + len(benign_scores))
    return ranking.counts(weights).recall_at_alarm_rate(rate)


def lowest_score_at_alarm_rate(benign_scores: Floats, rate: float) -> float:
    """The lowest score such that at most `rate` of the benign rows (B,) have it or a higher one.

    >>> lowest_score_at_alarm_rate(np.array([0.5, 0.3, 0.2, 0.1]), 1 / 4) > 0.3
    True
    """
    allowed = int(rate * len(benign_scores) + ROUNDING)
    if allowed >= len(benign_scores):
        return 0.0
    highest = np.partition(benign_scores, -allowed - 1)[-allowed - 1]
    return float(np.nextafter(highest, np.inf))


def toxic_against_benign(toxic_scores: Floats, benign_scores: Floats) -> Ranking:
    """Toxic rows (T,) as positives, then benign rows (B,) as negatives, in one ranking."""
    targets = np.repeat([1.0, 0.0], [len(toxic_scores), len(benign_scores)])
    return Ranking(targets, np.concatenate([toxic_scores, benign_scores]))
