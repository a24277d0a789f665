"""Calibration fitting on held-out rows. Needs scikit-learn, in training only."""

from typing import Any

import numpy as np

from classifier.inference.calibration import Calibration, Curve
from classifier.labels import Label
from classifier.metrics.formulas import Floats

MIN_ISOTONIC_POSITIVES = 300
"""Positives (effective) from which on a label is common enough for an isotonic curve. With fewer,
its steps follow single rows, and a curve of two parameters errs less (Niculescu-Mizil and Caruana
2005 see isotonic regression overfit below about 1,000 rows in all)."""
MIN_BLOCK_ROWS = 20
"""Rows (effective) behind every knot of an isotonic curve."""
PLATT_LOG_ODDS = np.arange(-12.0, 12.01, 0.25)
"""Knots of a two-parameter curve: straight lines between them err by less than 1 %."""


def fit_calibration(targets: Floats, logits: Floats, weights: Floats) -> Calibration:
    """Fit a curve for every label from targets (N, 6) of 1, 0 or nan, logits (N, 6) and weights (N,).

    The rows must be held out from training: on others the network is overconfident.

    Raises:
        ValueError: a label has no positive or no negative row, or is ranked backwards; names it.
    """
    curves = []
    for column, label in enumerate(Label):
        labelled = ~np.isnan(targets[:, column]) & (weights > 0)
        try:
            curves.append(
                fit_curve(targets[labelled, column], logits[labelled, column], weights[labelled])
            )
        except ValueError as error:
            raise ValueError(f"{label}: {error}") from error
    return Calibration(tuple(curves))


def fit_curve(targets: Floats, logits: Floats, weights: Floats) -> Curve:
    """Fit the curve of one label: isotonic from `MIN_ISOTONIC_POSITIVES` on, else of two parameters.

    Arguments are (N,) each; targets 1 or 0, weights above 0.

    Raises:
        ValueError: a class is missing, or higher logits mean fewer positives.
    """
    positive = targets == 1
    if positive.all() or not positive.any():
        raise ValueError("calibration needs positive and negative rows")
    exact = logits.astype(np.float64)
    if _effective_rows(weights[positive]) >= MIN_ISOTONIC_POSITIVES:
        return _fit_centred_isotonic(targets, exact, weights)
    return _fit_platt(targets, exact, weights)


def _fit_centred_isotonic(targets: Floats, logits: Floats, weights: Floats) -> Curve:
    """Fit an isotonic regression with its steps replaced by lines between their centres.

    Centred isotonic regression (Oron and Flournoy 2017), which has no plateau that would lose the
    ranking. Half a row of the other class at either end keeps the ends off 0 and 1.
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
    block = _merge_steps(np.bincount(step, weights=mass) / row)[step][group]
    size = np.bincount(block, weights=weight)
    centres = np.bincount(block, weights=weight * given) / size
    shares = np.bincount(block, weights=weight * target) / size
    return Curve("isotonic", tuple(centres.tolist()), tuple(shares.tolist()))


def _merge_steps(rows: Floats) -> Any:
    """Return for steps (S,) of so many rows the block (S,) of each, of `MIN_BLOCK_ROWS` rows or more."""
    blocks, block, size = [], 0, 0.0
    for step in rows:
        blocks.append(block)
        size += step
        if size >= MIN_BLOCK_ROWS:
            block, size = block + 1, 0.0
    return np.minimum(blocks, max(block - 1, 0))


def _fit_platt(targets: Floats, logits: Floats, weights: Floats) -> Curve:
    """Fit a logistic curve with Platt's (1999) softened targets, which keep few rows from overfitting."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - not in the bot's process

    positive = targets == 1
    positives, negatives = _effective_rows(weights[positive]), _effective_rows(weights[~positive])
    soft = np.where(positive, (positives + 1) / (positives + 2), 1 / (negatives + 2))
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


def _effective_rows(weights: Floats) -> float:
    """Return Kish's (1965) effective number of rows: as many equal ones would vary as much."""
    return float(weights.sum() ** 2 / (weights @ weights)) if len(weights) else 0.0
