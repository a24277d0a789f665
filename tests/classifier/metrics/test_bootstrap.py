import json

import numpy as np
import pytest

from classifier.metrics.bootstrap import (
    Estimate,
    as_json,
    bootstrap,
    compute_label_metrics,
    compute_mean_auc,
    estimate_recall_at_false_alarms,
)
from classifier.metrics.formulas import Floats, calibration_error
from classifier.metrics.ranking import roc_auc


def sample(rows: int, *, seed: int = 0) -> tuple[Floats, Floats, Floats]:
    """Return targets of which a fifth are 1, calibrated probabilities, and unequal weights."""
    rng = np.random.default_rng(seed)
    probabilities = rng.beta(0.4, 1.6, rows)
    targets = (rng.random(rows) < probabilities).astype(np.float64)
    return targets, probabilities, np.where(targets == 1, 1.1, 2.4)


def test_the_label_metrics_are_those_of_the_formulas() -> None:
    targets, scores, weights = sample(400)
    figures = compute_label_metrics(targets, scores, weights, resamples=20)
    assert figures.roc_auc.value == roc_auc(targets, scores, weights)
    assert figures.calibration_error.value == calibration_error(targets, scores, weights)
    assert figures.rows == 400
    assert figures.positives == targets.sum()
    assert figures.prevalence == pytest.approx((targets @ weights) / weights.sum())


def test_an_interval_holds_its_value_and_narrows_with_more_rows() -> None:
    few, many = (compute_label_metrics(*sample(rows)).roc_auc for rows in (200, 5000))
    assert few.low < few.value < few.high
    assert many.low < many.value < many.high
    assert many.high - many.low < (few.high - few.low) / 3


def test_nineteen_intervals_in_twenty_hold_the_true_mean() -> None:
    rng = np.random.default_rng(3)
    held = 0
    for seed in range(100):
        rows = rng.normal(5, 2, 80)

        def mean(weights: Floats, rows: Floats = rows) -> list[float]:
            return [float(weights @ rows / weights.sum())]

        [estimate] = bootstrap(mean, np.ones(80), resamples=200, seed=seed)
        held += estimate.low <= 5 <= estimate.high
    assert 88 <= held <= 99


def test_the_same_seed_gives_the_same_interval() -> None:
    rows = sample(300)
    assert compute_label_metrics(*rows, resamples=50) == compute_label_metrics(*rows, resamples=50)
    assert compute_label_metrics(*rows, resamples=50) != compute_label_metrics(
        *rows, resamples=50, seed=1
    )


def test_an_unscored_text_is_excluded_from_the_ranking_and_missed_by_the_recall() -> None:
    targets = np.array([1.0, 1.0, 0.0, 0.0])
    scores = np.array([0.9, np.nan, 0.1, np.nan])
    figures = compute_label_metrics(targets, scores, np.ones(4), resamples=20)
    assert figures.roc_auc.value == 1
    assert figures.roc_auc_unscored_last.value == pytest.approx((2 + 0.5) / 4)
    assert figures.recall_at_precision_80.value == pytest.approx(1 / 2)
    assert figures.brier.value == pytest.approx(0.01)


def test_the_mean_auc_is_the_mean_of_the_labels() -> None:
    targets, scores, weights = sample(300)
    pairs = np.stack([targets, 1 - targets], axis=1), np.stack([scores, scores], axis=1)
    auc = roc_auc(targets, scores, weights)
    assert compute_mean_auc(*pairs, weights, resamples=10).value == pytest.approx(
        (auc + 1 - auc) / 2
    )


def test_the_recall_at_false_alarms_has_an_interval() -> None:
    rng = np.random.default_rng(0)
    recall = estimate_recall_at_false_alarms(
        rng.beta(4, 2, 300), rng.beta(1, 8, 3000), resamples=100
    )
    assert 0 < recall.low < recall.value < recall.high < 1


def test_an_undefined_metric_is_null_in_json() -> None:
    figures = compute_label_metrics(np.zeros(30), np.full(30, 0.2), np.ones(30), resamples=10)
    values = json.loads(json.dumps(as_json(figures), allow_nan=False))
    assert values["roc_auc"] == {"value": None, "low": None, "high": None}
    assert values["brier"]["value"] == pytest.approx(0.04)
    assert values["positives"] == 0
    assert as_json(Estimate(0.5, 0.25, 0.75)) == {"value": 0.5, "low": 0.25, "high": 0.75}
