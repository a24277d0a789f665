"""The formulas of `measure.py` with bootstrap intervals, in one type a label. Needs numpy only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from classifier.metrics.formulas import (
    FALSE_ALARM_RATE,
    Floats,
    brier,
    calibration_error,
    equal_mass_bins,
)
from classifier.metrics.ranking import Ranking, toxic_against_benign

RESAMPLES = 300
INTERVAL = (2.5, 97.5)
"""Percentiles of the resampled figures: the ends of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % percentile-bootstrap interval; nan where the rows cannot tell."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """What one set tells about one label. `prevalence` is weighted, `positives` are counted."""

    rows: int
    positives: int
    prevalence: float
    roc_auc: Estimate
    roc_auc_unscored_last: Estimate
    """The same over all rows, those without a score ranking below every other."""
    average_precision: Estimate
    recall_at_precision_80: Estimate
    recall_at_precision_95: Estimate
    brier: Estimate
    calibration_error: Estimate


def label_figures(
    targets: Floats,
    scores: Floats,
    weights: Floats,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> LabelFigures:
    """All figures of one label from (N,) each; `scores` are probabilities, or nan for Unscored.

    A text without a score is none of a low one: ROC AUC, average precision, Brier score and
    calibration error are about the scores that were said (`roc_auc_unscored_last` about all rows). Recall counts it as missed: nobody is
    alerted to it.
    Resampling enlarges the calibration error (a bootstrap sees the noise of the sample and its
    own), so that interval leans upwards and may begin above the value.
    """
    said = ~np.isnan(scores)
    probabilities = np.where(said, scores, 0.0)
    ranking = Ranking(targets, probabilities)
    bins = equal_mass_bins(probabilities, weights * said)

    def statistic(resampled: Floats) -> list[float]:
        counts = ranking.counts(resampled)
        heard = resampled * said
        said_counts = counts if said.all() else ranking.counts(heard)
        return [
            said_counts.roc_auc(),
            counts.roc_auc(),
            said_counts.average_precision(),
            counts.recall_at_precision(0.80),
            counts.recall_at_precision(0.95),
            brier(targets, probabilities, heard),
            calibration_error(targets, probabilities, heard, bins=bins),
        ]

    estimates = bootstrap(statistic, weights, resamples=resamples, seed=seed)
    prevalence = float(np.average(targets, weights=weights))
    return LabelFigures(len(targets), int(targets.sum()), prevalence, *estimates)


def mean_auc(
    targets: Floats,
    scores: Floats,
    weights: Floats,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Estimate:
    """Mean ROC AUC over the labels of targets (N, L) and scores (N, L); rows of nan are left out.

    Whole rows are resampled, so the interval knows that the labels of a text go together.
    """
    said = ~np.isnan(scores).any(axis=1)
    targets, scores, weights = targets[said], scores[said], weights[said]
    rankings = [Ranking(*pair) for pair in zip(targets.T, scores.T, strict=True)]

    def statistic(resampled: Floats) -> list[float]:
        return [float(np.mean([ranking.counts(resampled).roc_auc() for ranking in rankings]))]

    return bootstrap(statistic, weights, resamples=resamples, seed=seed)[0]


def recall_at_false_alarms(
    toxic_scores: Floats,
    benign_scores: Floats,
    *,
    rate: float = FALSE_ALARM_RATE,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Estimate:
    """`measure.recall_at_false_alarm_rate` of scores (T,) and (B,), nan ranking as 0."""
    toxic, benign = (np.nan_to_num(scores, nan=0.0) for scores in (toxic_scores, benign_scores))
    ranking = toxic_against_benign(toxic, benign)

    def statistic(resampled: Floats) -> list[float]:
        return [ranking.counts(resampled).recall_at_alarm_rate(rate)]

    weights = np.ones(len(toxic) + len(benign))
    return bootstrap(statistic, weights, resamples=resamples, seed=seed)[0]


def bootstrap(
    statistic: Callable[[Floats], Sequence[float]],
    weights: Floats,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> list[Estimate]:
    """Each number that `statistic(weights)` gives, with a percentile interval (Efron 1979).

    Rows are drawn with replacement; one drawn twice weighs twice as much. A draw in which a number
    is nan does not count for it. The same seed and number of rows give the same draws.
    """
    rng = np.random.default_rng(seed)
    size = len(weights)
    draws = []
    for _ in range(resamples):
        times = np.bincount(rng.integers(0, size, size), minlength=size)
        draws.append(statistic(weights * times))
    values = statistic(weights)
    return [estimate(*column) for column in zip(values, np.array(draws).T, strict=True)]


def as_json(value: Any) -> Any:
    """Figures in plain types: dataclasses and mappings as dicts, floats to six places, nan as None.

    `Estimate(0.9, 0.8, nan) -> {"value": 0.9, "low": 0.8, "high": None}`
    """
    if isinstance(value, float):
        return None if np.isnan(value) else round(value, 6)
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    return value


def estimate(value: float, draws: Floats) -> Estimate:
    """A value with the interval that its draws (R,) give; a draw of nan does not count."""
    known = draws[~np.isnan(draws)]
    if np.isnan(value) or not len(known):
        return Estimate(value, float("nan"), float("nan"))
    low, high = np.percentile(known, INTERVAL)
    return Estimate(value, float(low), float(high))
