"""From the network's logits to probabilities that mean what they say, and from those to thresholds.

Fitting wants rows that the network never saw, and scikit-learn. Applying wants numpy only: it runs
inside the bot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from classifier.labels import Label, Threshold
from classifier.measure import Floats, Mask, Ranking

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
ISOTONIC_LEAST = 300
"""Positives (effective) from which on a label is common enough for a free, isotonic curve. With
fewer, its steps follow single rows, and a curve of two parameters errs less (Niculescu-Mizil and
Caruana 2005 see isotonic regression overfit below about 1,000 rows in all)."""
LEAST_BLOCK = 20
"""Rows (effective) behind every knot of an isotonic curve."""
PLATT_LOG_ODDS = np.arange(-12.0, 12.01, 0.25)
"""Where a two-parameter curve has its knots: straight lines between them err by less than 1 %."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The calibration of one label: knots (K,), logits and their probabilities, both rising.

    Raises:
        ValueError: if there is no knot, one is not finite, the two do not rise together strictly,
            or a probability is not inside (0, 1).
    """

    method: str
    logits: tuple[float, ...]
    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.logits or len(self.logits) != len(self.probabilities):
            raise ValueError("a curve needs as many probabilities as logits, and one at least")
        knots = np.array([self.logits, self.probabilities])
        if not np.isfinite(knots).all() or (np.diff(knots) <= 0).any():
            raise ValueError("the knots of a curve must be finite and rise strictly")
        if self.probabilities[0] <= 0 or self.probabilities[-1] >= 1:
            raise ValueError("the probabilities of a curve must lie between 0 and 1")


class _Row(NamedTuple):
    """Six curves side by side, one unit apart, so that one interpolation answers for all."""

    first: Floats
    last: Floats
    shift: Floats
    logits: Floats
    probabilities: Floats


@dataclass(frozen=True)
class Calibration:
    """One curve a label, in the order of `Label`; made by `fit` or read from a bundle.

    Raises:
        ValueError: if there are not as many curves as labels.
    """

    curves: tuple[Curve, ...]

    def __post_init__(self) -> None:
        if len(self.curves) != len(Label):
            raise ValueError(f"a calibration needs {len(Label)} curves, not {len(self.curves)}")

    def apply(self, logits: Floats) -> Floats:
        """Probabilities (N, 6), strictly inside (0, 1), of logits (N, 6) in the order of `Label`.

        Between two knots of a curve the way is straight. A distance d below the first knot divides
        its probability by 1 + d; a distance d above the last one divides what it lacks to 1 by
        1 + d. So a higher logit always gives a higher probability, and no two texts that the
        network told apart become equal.
        """
        row = self._row
        given = np.asarray(logits, dtype=np.float64)
        inside = np.minimum(np.maximum(given, row.first), row.last)
        between = np.interp(inside + row.shift, row.logits, row.probabilities)
        lowered = between / (1 + (inside - np.minimum(given, inside)))
        raised: Floats = 1 - (1 - lowered) / (1 + (np.maximum(given, inside) - inside))
        return raised

    @cached_property
    def _row(self) -> _Row:
        first = np.array([curve.logits[0] for curve in self.curves])
        last = np.array([curve.logits[-1] for curve in self.curves])
        widths = last - first + 1
        shift = np.cumsum(widths) - widths - first
        logits = [np.array(c.logits) + s for c, s in zip(self.curves, shift, strict=True)]
        probabilities = [np.array(curve.probabilities) for curve in self.curves]
        return _Row(first, last, shift, np.concatenate(logits), np.concatenate(probabilities))

    def as_json(self) -> dict[str, dict[str, Any]]:
        """`{"toxic": {"method": ..., "logits": [...], "probabilities": [...]}, ...}`."""
        return {
            label.value: {
                "method": curve.method,
                "logits": list(curve.logits),
                "probabilities": list(curve.probabilities),
            }
            for label, curve in zip(Label, self.curves, strict=True)
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Calibration":
        """The calibration that `as_json` wrote.

        Raises:
            ValueError: naming the label, if a curve is missing, malformed or not rising.
        """
        return cls(tuple(_read_curve(label, values) for label in Label))


def fit(targets: Floats, logits: Floats, weights: Floats) -> Calibration:
    """A curve for every label from targets (N, 6) of 1, 0 or nan, logits (N, 6) and weights (N,).

    The rows must be new to the network: on rows it has learned it is surer than it should be.

    Raises:
        ValueError: naming the label, if it has no positive or no negative row, or is ranked
            backwards.
    """
    curves = []
    for column, label in enumerate(Label):
        known = ~np.isnan(targets[:, column]) & (weights > 0)
        try:
            curves.append(fit_curve(targets[known, column], logits[known, column], weights[known]))
        except ValueError as error:
            raise ValueError(f"{label}: {error}") from error
    return Calibration(tuple(curves))


def fit_curve(targets: Floats, logits: Floats, weights: Floats) -> Curve:
    """The curve of one label: isotonic from `ISOTONIC_LEAST` positives on, else of two parameters.

    Arguments are (N,) each; targets 1 or 0, weights above 0.

    Raises:
        ValueError: if a class is missing, or higher logits mean fewer positives.
    """
    positive = targets == 1
    if positive.all() or not positive.any():
        raise ValueError("calibration needs positive and negative rows")
    exact = logits.astype(np.float64)
    if _effective(weights[positive]) >= ISOTONIC_LEAST:
        return _centred_isotonic(targets, exact, weights)
    return _platt(targets, exact, weights)


def choose_thresholds(targets: Floats, probabilities: Floats, weights: Floats) -> Threshold:
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
    return Threshold(float(ranking.scores[bounds.argmax()]) if flag is None else flag, act)


def _centred_isotonic(targets: Floats, logits: Floats, weights: Floats) -> Curve:
    """Isotonic regression with its steps replaced by lines between their centres.

    Centred isotonic regression (Oron and Flournoy 2017), which leaves no plateau to lose the
    ranking in. Half a row of the other class at either end keeps the ends off 0 and 1.
    """
    from sklearn.isotonic import isotonic_regression  # noqa: PLC0415 - not in the bot's process

    row = float(weights @ weights / weights.sum())
    given = np.concatenate([[logits.min()], logits, [logits.max()]])
    target = np.concatenate([[1.0], targets, [0.0]])
    weight = np.concatenate([[row / 2], weights, [row / 2]])
    _, group = np.unique(given, return_inverse=True)
    mass = np.bincount(group, weights=weight)
    steps = isotonic_regression(
        np.bincount(group, weights=weight * target) / mass, sample_weight=mass
    )
    step = np.cumsum(np.diff(steps, prepend=steps[0]) > 0)
    block = _merged(np.bincount(step, weights=mass) / row)[step][group]
    size = np.bincount(block, weights=weight)
    centres = np.bincount(block, weights=weight * given) / size
    shares = np.bincount(block, weights=weight * target) / size
    return Curve("isotonic", tuple(centres.tolist()), tuple(shares.tolist()))


def _merged(rows: Floats) -> Any:
    """For every step (S,) of so many rows, the block it joins, each of `LEAST_BLOCK` rows or more."""
    blocks, block, held = [], 0, 0.0
    for step in rows:
        blocks.append(block)
        held += step
        if held >= LEAST_BLOCK:
            block, held = block + 1, 0.0
    return np.minimum(blocks, max(block - 1, 0))


def _platt(targets: Floats, logits: Floats, weights: Floats) -> Curve:
    """A logistic curve with Platt's (1999) softened targets, which keep few rows from overfitting."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - not in the bot's process

    positive = targets == 1
    hits, others = _effective(weights[positive]), _effective(weights[~positive])
    soft = np.where(positive, (hits + 1) / (hits + 2), 1 / (others + 2))
    model = LogisticRegression(C=np.inf, max_iter=1000)
    model.fit(
        np.concatenate([logits, logits])[:, None],
        np.repeat([1, 0], len(logits)),
        sample_weight=np.concatenate([weights * soft, weights * (1 - soft)]),
    )
    slope, offset = float(model.coef_[0, 0]), float(model.intercept_[0])
    if slope <= 0:
        raise ValueError("higher logits mean fewer positives; the network ranks backwards")
    knots = (PLATT_LOG_ODDS - offset) / slope
    shares = 1 / (1 + np.exp(-PLATT_LOG_ODDS))
    return Curve("platt", tuple(knots.tolist()), tuple(shares.tolist()))


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


def _effective(weights: Floats) -> float:
    """Kish's (1965) effective number of rows: as many equal ones would vary as much."""
    return float(weights.sum() ** 2 / (weights @ weights)) if len(weights) else 0.0


def _smallest(scores: Floats) -> float | None:
    return float(scores.min()) if len(scores) else None


def _read_curve(label: Label, values: Mapping[str, Any]) -> Curve:
    try:
        curve = values[label.value]
        return Curve(
            str(curve["method"]), _numbers(curve["logits"]), _numbers(curve["probabilities"])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the calibration of {label} cannot be read: {error!r}") from error


def _numbers(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
