"""From which probability on to flag and to act: chosen for a precision, on rows never learned from."""

import numpy as np

from classifier.labels import LabelThresholds
from classifier.metrics.formulas import Floats, Mask
from classifier.metrics.ranking import Ranking

FLAG_PRECISION = 0.80
"""Of what is flagged, the share that should deserve it."""
ACT_PRECISION = 0.95
"""Of what is acted on without a person, the share that should deserve it."""
CONFIDENCE = 0.95
"""How sure the data must make us of a precision (one-sided)."""
LEAST_SUPPORT = 20
"""Rows (effective) that a threshold must have flagged: 14 hits in a row would prove .80, but one
often repeated message can be 14 rows."""
LOOK_EVERY = 1.05
"""Thresholds are tried where the weight they flag has grown by a twentieth. Trying every row would
pick a lucky one: in simulations of 6,000 rows 6-15 % of the picks then missed their precision,
with looks so far apart 2-8 %, for one point of recall."""


def choose_thresholds(targets: Floats, probabilities: Floats, weights: Floats) -> LabelThresholds:
    """The thresholds of one label from rows (N,) that the network never saw.

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
    counts, squares = ranking.counts(weight), ranking.counts(weight**2)
    flagged = counts.hits + counts.alarms
    rows = flagged**2 / (squares.hits + squares.alarms)
    bounds = np.where(_looks(flagged), _lower_bounds(counts.precision(), rows), -1.0)
    bounds[rows < LEAST_SUPPORT - 1e-6] = -1.0
    if bounds.max(initial=-1.0) < 0:
        raise ValueError(f"thresholds need {LEAST_SUPPORT} rows at least")
    flag = _smallest(ranking.scores[bounds >= FLAG_PRECISION])
    act = _smallest(ranking.scores[bounds >= ACT_PRECISION])
    return LabelThresholds(float(ranking.scores[bounds.argmax()]) if flag is None else flag, act)


def _lower_bounds(precision: Floats, rows: Floats) -> Floats:
    """One-sided Clopper-Pearson lower bounds (G,) of a precision seen in so many rows."""
    from scipy.special import betaincinv  # noqa: PLC0415 - comes with scikit-learn

    hits = np.minimum(precision * rows, rows)
    bounds = betaincinv(np.maximum(hits, 1e-9), rows - hits + 1, 1 - CONFIDENCE)
    return np.where(hits > 0, bounds, 0.0)


def _looks(flagged: Floats) -> Mask:
    """Which thresholds (G,) to try, by the weight at or above each."""
    growth = np.floor(np.log(flagged) / np.log(LOOK_EVERY) + 1e-9)
    looks: Mask = np.diff(growth, prepend=-np.inf) > 0
    return looks


def _smallest(scores: Floats) -> float | None:
    return float(scores.min()) if len(scores) else None
