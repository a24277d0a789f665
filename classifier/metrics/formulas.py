"""Metrics of scores: the formulas, each with its source. Needs numpy only.

The functions take the rows of one label: `targets (N,)` of 1 and 0, `scores (N,)` that rank
(probabilities where it says so) and `weights (N,)` >= 0 that restore natural shares. A metric that
is undefined, because a class is missing, is nan.

Metrics of rankings are in `ranking.py`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

BINS = 15
"""Bins of the calibration error, of equal weight."""
FALSE_ALARM_RATE = 1 / 1000
"""Share of benign rows that may be flagged where a recall is measured."""
TOLERANCE = 1e-12
"""Rounding error allowed to shares, as floats."""


def wilson_interval(share: float, rows: float, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share (0..1) seen in so many rows (Wilson 1927)."""
    middle = (share + z**2 / (2 * rows)) / (1 + z**2 / rows)
    reach = z * (share * (1 - share) / rows + z**2 / (4 * rows**2)) ** 0.5 / (1 + z**2 / rows)
    return middle - reach, middle + reach


def brier(targets: Floats, probabilities: Floats, weights: Floats) -> float:
    """Return the weighted mean of (probability - target) squared: 0 is best, 1 is worst (Brier 1950)."""
    return safe_ratio(float(np.sum(weights * (probabilities - targets) ** 2)), float(weights.sum()))


def spearman(values: Floats, scores: Floats, weights: Floats) -> float:
    """Return Spearman's (1904) rank correlation, -1..1; equal values share their mean rank.

    >>> round(spearman(np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.2, 0.9]), np.ones(3)), 6)
    1.0
    """
    x, y = _mean_ranks(values, weights), _mean_ranks(scores, weights)
    x, y = (ranks - np.average(ranks, weights=weights) for ranks in (x, y))
    spread = float(np.sum(weights * x**2) * np.sum(weights * y**2)) ** 0.5
    return safe_ratio(float(np.sum(weights * x * y)), spread)


def calibration_error(
    targets: Floats, probabilities: Floats, weights: Floats, *, bins: Indices | None = None
) -> float:
    """Return the expected calibration error: the mean over bins of |share of positives - mean probability|.

    Bins count by their weight. They are `equal_mass_bins` unless given (Nguyen and O'Connor 2015):
    of bins of equal width, many are nearly empty when most rows are benign.
    """
    indices = equal_mass_bins(probabilities, weights) if bins is None else bins
    gaps = np.bincount(indices, weights=weights * (targets - probabilities))
    return safe_ratio(float(np.abs(gaps).sum()), float(weights.sum()))


def equal_mass_bins(probabilities: Floats, weights: Floats, *, bins: int = BINS) -> Indices:
    """Return the bin (N,) of each row, 0 for the lowest; equal probabilities share one."""
    distinct, group = np.unique(probabilities, return_inverse=True)
    mass = np.bincount(group, weights=weights, minlength=len(distinct))
    middle = (np.cumsum(mass) - mass / 2) / max(mass.sum(), TOLERANCE)
    indices: Indices = np.minimum(middle * bins, bins - 1).astype(np.intp)[group]
    return indices


def power_mean(values: Sequence[float], *, power: float = -5.0) -> float:
    """Return (mean of v**power) ** (1 / power), in which the lowest values weigh most; nan is left out.

    Borkan et al. 2019 aggregate bias AUCs over subgroups so, with -5.

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
    """Return ranks (N,) in which a row takes as many places as it weighs."""
    _, group = np.unique(values, return_inverse=True)
    mass = np.bincount(group, weights=weights)
    ranks: Floats = (np.cumsum(mass) - mass / 2)[group]
    return ranks


def safe_ratio(part: float, whole: float) -> float:
    """Return part / whole, or nan where the whole is 0."""
    return part / whole if whole > 0 else float("nan")
