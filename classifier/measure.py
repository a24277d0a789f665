"""How good scores are: the formulas, each with its source. Needs numpy only.

The functions take the rows of one label: `targets (N,)` of 1 and 0, `scores (N,)` that rank
(probabilities where it says so) and `weights (N,)` >= 0 that restore natural shares. What the rows
cannot tell, because a class is missing, is nan.

The ranking figures agree with scikit-learn's (a test says so). They are written out here because
many weightings of the same rows (`figures.py` resamples them) can then share one sort.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

BINS = 15
"""Bins of the calibration error, of equal weight."""
FALSE_ALARM_RATE = 1 / 1000
_ROUNDING = 1e-12


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
        return _ratio(area, float(self.hits[-1] * self.alarms[-1]))

    def precision(self) -> Floats:
        """Share of positives in what each threshold flags (G,); 0 where it flags no weight."""
        flagged = self.hits + self.alarms
        return np.divide(self.hits, flagged, out=np.zeros_like(flagged), where=flagged > 0)

    def average_precision(self) -> float:
        """Sum over thresholds of the gain in recall times the precision."""
        gained = np.diff(self.hits, prepend=0.0)
        return _ratio(float(np.sum(gained * self.precision())), float(gained.sum()))

    def recall_at_precision(self, precision: float) -> float:
        """The largest recall of a threshold that is at least so precise, or 0."""
        return self._best_recall(self.precision() >= precision - _ROUNDING)

    def recall_at_alarm_rate(self, rate: float) -> float:
        """The largest recall of a threshold that flags no more than `rate` of the negatives."""
        allowed = (rate + _ROUNDING) * self.alarms.max(initial=0.0)
        return self._best_recall(self.alarms <= allowed)

    def _best_recall(self, thresholds: Mask) -> float:
        best = self.hits[thresholds].max(initial=0.0)
        return _ratio(float(best), float(self.hits.max(initial=0.0)))


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


@dataclass(frozen=True, slots=True)
class BiasAucs:
    """ROC AUC inside a subgroup, and of its benign (BPSN) or toxic (BNSP) rows against the others.

    BPSN is "background positive, subgroup negative": where it is low, benign rows of the subgroup
    rank above toxic ones elsewhere.
    """

    subgroup: float
    bpsn: float
    bnsp: float


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
    allowed = int(rate * len(benign_scores) + _ROUNDING)
    if allowed >= len(benign_scores):
        return 0.0
    highest = np.partition(benign_scores, -allowed - 1)[-allowed - 1]
    return float(np.nextafter(highest, np.inf))


def toxic_against_benign(toxic_scores: Floats, benign_scores: Floats) -> Ranking:
    """Toxic rows (T,) as positives, then benign rows (B,) as negatives, in one ranking."""
    targets = np.repeat([1.0, 0.0], [len(toxic_scores), len(benign_scores)])
    return Ranking(targets, np.concatenate([toxic_scores, benign_scores]))


def wilson_interval(share: float, rows: float, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (0..1) that was seen in so many rows (Wilson 1927)."""
    middle = (share + z**2 / (2 * rows)) / (1 + z**2 / rows)
    reach = z * (share * (1 - share) / rows + z**2 / (4 * rows**2)) ** 0.5 / (1 + z**2 / rows)
    return middle - reach, middle + reach


def brier(targets: Floats, probabilities: Floats, weights: Floats) -> float:
    """Weighted mean of (probability - target) squared: 0 is best, 1 is worst (Brier 1950)."""
    return _ratio(float(np.sum(weights * (probabilities - targets) ** 2)), float(weights.sum()))


def spearman(values: Floats, scores: Floats, weights: Floats) -> float:
    """Spearman's (1904) rank correlation, equal values sharing their mean rank; -1..1.

    >>> round(spearman(np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.2, 0.9]), np.ones(3)), 6)
    1.0
    """
    one, other = _mean_ranks(values, weights), _mean_ranks(scores, weights)
    one, other = (ranks - np.average(ranks, weights=weights) for ranks in (one, other))
    spread = float(np.sum(weights * one**2) * np.sum(weights * other**2)) ** 0.5
    return _ratio(float(np.sum(weights * one * other)), spread)


def calibration_error(
    targets: Floats, probabilities: Floats, weights: Floats, *, bins: Places | None = None
) -> float:
    """Expected calibration error: the mean over bins of |share of positives - mean probability|.

    Bins count by their weight. They are `equal_mass_bins` unless given (Nguyen and O'Connor 2015),
    which leave no bin nearly empty, as bins of equal width do when most rows are benign.
    """
    places = equal_mass_bins(probabilities, weights) if bins is None else bins
    gaps = np.bincount(places, weights=weights * (targets - probabilities))
    return _ratio(float(np.abs(gaps).sum()), float(weights.sum()))


def equal_mass_bins(probabilities: Floats, weights: Floats, *, bins: int = BINS) -> Places:
    """The bin (N,) of each row, 0 for the lowest; equal probabilities share one."""
    distinct, group = np.unique(probabilities, return_inverse=True)
    mass = np.bincount(group, weights=weights, minlength=len(distinct))
    middle = (np.cumsum(mass) - mass / 2) / max(mass.sum(), _ROUNDING)
    places: Places = np.minimum(middle * bins, bins - 1).astype(np.intp)[group]
    return places


def bias_aucs(targets: Floats, scores: Floats, weights: Floats, *, member: Mask) -> BiasAucs:
    """The three AUCs of Borkan et al. 2019 for the subgroup that `member (N,)` marks.

    "Nuanced Metrics for Measuring Unintended Bias with Real Data for Text Classification".
    """
    positive = targets == 1

    def auc(rows: Mask) -> float:
        return roc_auc(targets[rows], scores[rows], weights[rows])

    return BiasAucs(auc(member), auc(member ^ positive), auc(member == positive))


def power_mean(values: Sequence[float], *, power: float = -5.0) -> float:
    """(mean of v**power) ** (1 / power), in which the worst subgroups weigh most; nan is left out.

    Borkan et al. 2019 sum bias AUCs up so, with -5.

    >>> round(power_mean([0.5, 1.0]), 4)
    0.5708
    """
    known = np.array([value for value in values if not np.isnan(value)])
    if not len(known):
        return float("nan")
    if power < 0 and known.min() <= 0:
        return 0.0
    return float(np.mean(known**power) ** (1 / power))


def _mean_ranks(values: Floats, weights: Floats) -> Floats:
    """Ranks (N,) in which a row takes as many places as it weighs."""
    _, group = np.unique(values, return_inverse=True)
    mass = np.bincount(group, weights=weights)
    ranks: Floats = (np.cumsum(mass) - mass / 2)[group]
    return ranks


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")
