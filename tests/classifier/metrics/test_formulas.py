import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.metrics.formulas import (
    Floats,
    brier,
    calibration_error,
    equal_mass_bins,
    power_mean,
)
from classifier.metrics.ranking import (
    average_precision,
    recall_at_false_alarm_rate,
    recall_at_precision,
    roc_auc,
)

ROW = st.tuples(st.sampled_from([0.0, 1.0]), st.integers(0, 6), st.integers(0, 3))
ROWS = st.lists(ROW, min_size=1, max_size=25)


def columns(rows: list[tuple[float, int, int]]) -> tuple[Floats, Floats, Floats]:
    """Return targets, scores with many ties, and whole weights."""
    targets, scores, weights = np.array(rows, dtype=np.float64).T
    return targets, scores / 6, weights


@given(ROWS)
def test_the_auc_is_the_share_of_pairs_in_the_right_order(
    rows: list[tuple[float, int, int]],
) -> None:
    targets, scores, weights = columns(rows)
    right = total = 0.0
    for target, score, weight in zip(targets, scores, weights, strict=True):
        for other, below, share in zip(targets, scores, weights, strict=True):
            if target == 1 and other == 0:
                total += weight * share
                right += weight * share * ((score > below) + (score == below) / 2)
    expected = right / total if total else float("nan")
    assert roc_auc(targets, scores, weights) == pytest.approx(expected, nan_ok=True)


@given(ROWS)
def test_a_weight_is_a_number_of_equal_rows(rows: list[tuple[float, int, int]]) -> None:
    targets, scores, weights = columns(rows)
    times = weights.astype(int)
    repeated = np.repeat(targets, times), np.repeat(scores, times), np.ones(times.sum())
    for figure in (roc_auc, average_precision, brier):
        weighed = figure(targets, scores, weights)
        assert weighed == pytest.approx(figure(*repeated), nan_ok=True)


@given(ROWS)
def test_only_the_order_of_scores_counts_for_the_ranking(
    rows: list[tuple[float, int, int]],
) -> None:
    targets, scores, weights = columns(rows)
    stretched = np.exp(3 * scores)
    for figure in (roc_auc, average_precision):
        assert figure(targets, scores, weights) == pytest.approx(
            figure(targets, stretched, weights), nan_ok=True
        )


def test_the_average_precision_sums_precision_over_the_gains_in_recall() -> None:
    targets, scores = np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.9, 0.8, 0.7, 0.1])
    assert average_precision(targets, scores, np.ones(4)) == pytest.approx(1 / 2 + 2 / 3 / 2)


def test_the_recall_at_a_precision_may_lie_below_a_bad_stretch() -> None:
    targets = np.array([1.0, 0.0, 1.0, 1.0, 1.0, 0.0])
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    assert recall_at_precision(targets, scores, np.ones(6), precision=0.80) == 1.0
    assert recall_at_precision(targets, scores, np.ones(6), precision=0.95) == 0.25


def test_a_precision_that_no_threshold_has_gives_no_recall() -> None:
    targets, scores = np.array([0.0, 1.0]), np.array([0.9, 0.1])
    assert recall_at_precision(targets, scores, np.ones(2), precision=0.80) == 0.0


def test_one_false_alarm_in_a_thousand_is_allowed_and_a_second_is_not() -> None:
    benign = np.concatenate([[0.8, 0.6], np.full(998, 0.1)])
    assert recall_at_false_alarm_rate(np.array([0.9, 0.7, 0.6, 0.5]), benign) == 0.5


def test_benign_rows_that_share_the_best_score_allow_nothing_at_it() -> None:
    benign = np.concatenate([[0.8, 0.8], np.full(998, 0.1)])
    assert recall_at_false_alarm_rate(np.array([0.9, 0.8, 0.8, 0.8]), benign) == 0.25


@given(st.lists(st.integers(0, 20), min_size=1), st.lists(st.integers(0, 20), min_size=1))
def test_allowing_more_false_alarms_never_lessens_the_recall(
    toxic: list[int], benign: list[int]
) -> None:
    rates = [0.0, 0.01, 0.1, 0.5, 1.0]
    scores = np.array(toxic) / 20, np.array(benign) / 20
    recalls = [recall_at_false_alarm_rate(*scores, rate) for rate in rates]
    assert recalls == sorted(recalls)
    assert recalls[-1] == 1.0


def test_the_brier_score_is_the_mean_squared_error() -> None:
    assert brier(np.array([1.0, 0.0]), np.array([0.8, 0.5]), np.array([1.0, 3.0])) == (
        pytest.approx((0.04 + 3 * 0.25) / 4)
    )


def test_the_calibration_error_is_the_gap_between_probability_and_share() -> None:
    targets = np.array([1.0, 0.0, 0.0, 0.0] * 50)
    weights = np.ones(200)
    assert calibration_error(targets, np.full(200, 0.25), weights) == pytest.approx(0.0)
    assert calibration_error(targets, np.full(200, 0.65), weights) == pytest.approx(0.40)


def test_opposite_errors_at_high_and_low_scores_do_not_cancel() -> None:
    targets = np.repeat([1.0, 0.0], 100)
    probabilities = np.repeat([0.7, 0.3], 100)
    assert calibration_error(targets, probabilities, np.ones(200)) == pytest.approx(0.30)


def test_bins_hold_equal_weight_and_keep_equal_probabilities_together() -> None:
    bins = equal_mass_bins(np.linspace(0.01, 0.99, 90), np.ones(90), bins=3)
    assert np.bincount(bins).tolist() == [30, 30, 30]
    assert len(set(equal_mass_bins(np.full(90, 0.5), np.ones(90)).tolist())) == 1


def test_the_power_mean_leans_to_the_worst_subgroup() -> None:
    assert power_mean([0.9, 0.9]) == pytest.approx(0.9)
    assert power_mean([0.5, 1.0], power=1.0) == 0.75
    assert 0.5 < power_mean([0.5, 1.0]) < 0.6
    assert power_mean([0.5, float("nan")]) == pytest.approx(0.5)
    assert power_mean([0.0, 1.0]) == 0.0
    assert np.isnan(power_mean([]))


def test_a_metric_that_needs_two_classes_is_nan_without_them() -> None:
    ones = np.ones(3)
    assert np.isnan(roc_auc(np.zeros(3), ones, ones))
    assert np.isnan(average_precision(np.zeros(3), ones, ones))
    assert np.isnan(recall_at_precision(np.zeros(3), ones, ones, precision=0.8))
    assert np.isnan(roc_auc(np.array([]), np.array([]), np.array([])))
