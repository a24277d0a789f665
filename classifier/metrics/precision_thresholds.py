"""Thresholds to flag and to act from, chosen for a precision on held-out rows."""

import numpy as np

from classifier.labels import LabelThresholds
from classifier.metrics.formulas import Floats, Mask
from classifier.metrics.ranking import Ranking

FLAG_PRECISION = 0.80
"""Precision wanted of what is flagged."""
ACT_PRECISION = 0.95
"""Precision wanted of what is acted on without a person."""
CONFIDENCE = 0.95
"""Confidence in that precision (one-sided)."""
MIN_SUPPORT = 20
"""Rows (effective) that a threshold must flag: 14 hits in a row would prove .80, but one often repeated
message can be 14 rows."""
LOOK_GROWTH = 1.05
"""Growth of the flagged weight from one tried threshold to the next. Trying every row would pick a lucky
one: in simulations of 6,000 rows 6-15 % of the picks then missed their precision, with looks so far
apart 2-8 %, for one point of recall."""


def choose_thresholds(targets: Floats, probabilities: Floats, weights: Floats) -> LabelThresholds:
    """Return the thresholds of one label from rows (N,) that the network never saw.

    `flag` is the smallest probability at or above which the precision is `FLAG_PRECISION` or more
    with `CONFIDENCE`; `act` the same for `ACT_PRECISION`, or None. Where no probability earns a
    `flag`, the one with the best lower bound becomes it: the label is still shown to people, at
    its surest. At least `LEAST_SUPPORT` rows lie at or above every threshold.

    The bound is Clopper and Pearson's (1934): exact where Wilson's is approximate, and so the more
    careful one where precision is near 1. It speaks of one threshold, not of a search for the
    smallest, hence `LOOK_EVERY`. Under weights the rows are Kish's effective ones, as Korn and
    Graubard (1998) do. Calibration keeps the order of rows, so it may be fitted on the same ones.

    Rows whose target is nan or whose weight is 0 do not count.

    Raises:
        ValueError: if fewer than `LEAST_SUPPORT` rows are given.
    """
    known = ~np.isnan(targets) & (weights > 0)
    ranking, weight = Ranking(targets[known], probabilities[known]), weights[known]
    counts, squares = ranking.count(weight), ranking.count(weight**2)
    flagged = counts.true_positives + counts.false_positives
    rows = flagged**2 / (squares.true_positives + squares.false_positives)
    bounds = np.where(_select_looks(flagged), _lower_bounds(counts.precision(), rows), -1.0)
    bounds[rows < MIN_SUPPORT - 1e-6] = -1.0
    if bounds.max(initial=-1.0) < 0:
        raise ValueError(f"thresholds need {MIN_SUPPORT} rows at least")
    flag = _smallest(ranking.scores[bounds >= FLAG_PRECISION])
    act = _smallest(ranking.scores[bounds >= ACT_PRECISION])
    return LabelThresholds(float(ranking.scores[bounds.argmax()]) if flag is None else flag, act)


def _lower_bounds(precision: Floats, rows: Floats) -> Floats:
    """Return one-sided Clopper-Pearson lower bounds (G,) of a precision seen in so many rows."""
    from scipy.special import betaincinv  # noqa: PLC0415 - comes with scikit-learn

    positives = np.minimum(precision * rows, rows)
    bounds = betaincinv(np.maximum(positives, 1e-9), rows - positives + 1, 1 - CONFIDENCE)
    return np.where(positives > 0, bounds, 0.0)


def _select_looks(flagged: Floats) -> Mask:
    """Return the mask (G,) of the thresholds to try, by the weight at or above each."""
    growth = np.floor(np.log(flagged) / np.log(LOOK_GROWTH) + 1e-9)
    looks: Mask = np.diff(growth, prepend=-np.inf) > 0
    return looks


def _smallest(scores: Floats) -> float | None:
    return float(scores.min()) if len(scores) else None
