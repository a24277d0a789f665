"""Bootstrap intervals of the metrics, and all metrics of one label. Needs numpy only."""

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
from classifier.metrics.ranking import Ranking, rank_toxic_against_benign

RESAMPLES = 300
"""Resamples that an interval is drawn from."""
INTERVAL_PERCENTILES = (2.5, 97.5)
"""Percentiles of the resampled values: the ends of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its 95 % percentile-bootstrap interval; nan where it is undefined."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LabelMetrics:
    """Metrics of one label on one data set. `prevalence` is weighted, `positives` are counted."""

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


def compute_label_metrics(
    targets: Floats,
    scores: Floats,
    weights: Floats,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> LabelMetrics:
    """Return all metrics of one label from (N,) each; `scores` are probabilities, or nan for Unscored.

    Unscored texts are excluded, not counted as score 0, from ROC AUC, average precision, Brier score
    and calibration error (`roc_auc_unscored_last` has all rows). Recall counts them as missed: nobody
    is alerted to them.

    Resampling enlarges the calibration error (a bootstrap sees the noise of the sample and its
    own), so that interval leans upwards and may begin above the value.
    """
    is_scored = ~np.isnan(scores)
    probabilities = np.where(is_scored, scores, 0.0)
    ranking = Ranking(targets, probabilities)
    bins = equal_mass_bins(probabilities, weights * is_scored)

    def statistic(resampled: Floats) -> list[float]:
        counts = ranking.count(resampled)
        scored = resampled * is_scored
        scored_counts = counts if is_scored.all() else ranking.count(scored)
        return [
            scored_counts.roc_auc(),
            counts.roc_auc(),
            scored_counts.average_precision(),
            counts.recall_at_precision(0.80),
            counts.recall_at_precision(0.95),
            brier(targets, probabilities, scored),
            calibration_error(targets, probabilities, scored, bins=bins),
        ]

    estimates = bootstrap(statistic, weights, resamples=resamples, seed=seed)
    prevalence = float(np.average(targets, weights=weights))
    return LabelMetrics(len(targets), int(targets.sum()), prevalence, *estimates)


def compute_mean_auc(
    targets: Floats,
    scores: Floats,
    weights: Floats,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Estimate:
    """Return the mean ROC AUC over the labels of targets (N, L) and scores (N, L), without rows of nan.

    Whole rows are resampled, as the labels of a text depend on each other.
    """
    is_scored = ~np.isnan(scores).any(axis=1)
    targets, scores, weights = targets[is_scored], scores[is_scored], weights[is_scored]
    rankings = [Ranking(*pair) for pair in zip(targets.T, scores.T, strict=True)]

    def statistic(resampled: Floats) -> list[float]:
        return [float(np.mean([ranking.count(resampled).roc_auc() for ranking in rankings]))]

    return bootstrap(statistic, weights, resamples=resamples, seed=seed)[0]


def estimate_recall_at_false_alarms(
    toxic_scores: Floats,
    benign_scores: Floats,
    *,
    rate: float = FALSE_ALARM_RATE,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Estimate:
    """Return `ranking.recall_at_false_alarm_rate` of scores (T,) and (B,); nan ranks as 0."""
    toxic, benign = (np.nan_to_num(scores, nan=0.0) for scores in (toxic_scores, benign_scores))
    ranking = rank_toxic_against_benign(toxic, benign)

    def statistic(resampled: Floats) -> list[float]:
        return [ranking.count(resampled).recall_at_false_alarm_rate(rate)]

    weights = np.ones(len(toxic) + len(benign))
    return bootstrap(statistic, weights, resamples=resamples, seed=seed)[0]


def bootstrap(
    statistic: Callable[[Floats], Sequence[float]],
    weights: Floats,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> list[Estimate]:
    """Return each number that `statistic(weights)` gives, with a percentile interval (Efron 1979).

    Rows are drawn with replacement; one drawn twice weighs twice as much. A resample in which a number
    is nan does not count for it. The same seed and number of rows give the same resamples.
    """
    rng = np.random.default_rng(seed)
    size = len(weights)
    draws = []
    for _ in range(resamples):
        counts = np.bincount(rng.integers(0, size, size), minlength=size)
        draws.append(statistic(weights * counts))
    values = statistic(weights)
    return [build_estimate(*column) for column in zip(values, np.array(draws).T, strict=True)]


def as_json(value: Any) -> Any:
    """Return metrics in plain types: dataclasses and mappings as dicts, floats to six places, nan as None.

    `Estimate(0.9, 0.8, nan) -> {"value": 0.9, "low": 0.8, "high": None}`
    """
    if isinstance(value, float):
        return None if np.isnan(value) else round(value, 6)
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    return value


def build_estimate(value: float, draws: Floats) -> Estimate:
    """Return a value with the interval of its resampled values (R,); nan among them does not count."""
    known = draws[~np.isnan(draws)]
    if np.isnan(value) or not len(known):
        return Estimate(value, float("nan"), float("nan"))
    low, high = np.percentile(known, INTERVAL_PERCENTILES)
    return Estimate(value, float(low), float(high))
