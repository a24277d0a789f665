import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from classifier.inference.calibration import Calibration
from classifier.labels import Label
from classifier.metrics.formulas import Floats, calibration_error
from classifier.metrics.precision_thresholds import (
    ACT_PRECISION,
    FLAG_PRECISION,
    MIN_SUPPORT,
    choose_thresholds,
)
from classifier.metrics.ranking import roc_auc
from classifier.training.calibrate import MIN_ISOTONIC_POSITIVES, fit_calibration, fit_curve


def sample(rows: int, *, share: float = 0.2, seed: int = 0) -> tuple[Floats, Floats, Floats]:
    """Return targets, overconfident logits, and the weights of a set that lacks half its negatives."""
    rng = np.random.default_rng(seed)
    targets = (rng.random(rows) < share).astype(np.float32)
    logits = np.where(targets == 1, rng.normal(4, 3, rows), rng.normal(-7, 3, rows))
    return targets, logits.astype(np.float32), np.where(targets == 1, 1.1, 2.4).astype(np.float32)


def applied(targets: Floats, logits: Floats, weights: Floats, *, to: Floats) -> Floats:
    """Return the probabilities of other logits by a curve fitted on the rows."""
    curve = fit_curve(targets, logits, weights)
    answers = Calibration((curve,) * len(Label)).apply(np.repeat(to[:, None], len(Label), axis=1))
    return answers[:, 0]


@pytest.mark.parametrize(("share", "method"), [(0.2, "isotonic"), (0.02, "platt")])
def test_calibrated_probabilities_mean_what_they_say_on_new_rows(share: float, method: str) -> None:
    rows = sample(8000, share=share)
    targets, logits, weights = sample(20_000, share=share, seed=1)
    assert fit_curve(*rows).method == method
    raw = 1 / (1 + np.exp(-logits.astype(np.float64)))
    calibrated = applied(*rows, to=logits)
    before = calibration_error(targets, raw, weights)
    assert calibration_error(targets, calibrated, weights) < min(0.006, before / 2)


@pytest.mark.parametrize("share", [0.2, 0.02])
def test_calibration_keeps_every_difference_in_rank(share: float) -> None:
    rows = sample(4000, share=share)
    logits = np.unique(sample(20_000, share=share, seed=2)[1])
    assert (np.diff(applied(*rows, to=logits)) > 0).all()


ROW = st.tuples(st.sampled_from([0.0, 1.0]), st.integers(-12, 12))


@given(st.lists(ROW, max_size=60))
def test_an_isotonic_curve_rises_whatever_the_rows(rows: list[tuple[float, int]]) -> None:
    common = [(1.0, 2)] * MIN_ISOTONIC_POSITIVES + [(0.0, -2)]
    targets, logits = np.array([*common, *rows], dtype=np.float64).T
    curve = fit_curve(targets, logits, np.ones(len(targets)))
    assert curve.method == "isotonic"
    assert (np.diff(curve.probabilities) > 0).all()


def test_a_label_needs_both_classes_and_says_which_label_lacks_them() -> None:
    targets, logits, weights = sample(500)
    table = np.repeat(targets[:, None], len(Label), axis=1)
    table[:, 3] = 0
    with pytest.raises(ValueError, match="threat"):
        fit_calibration(table, np.repeat(logits[:, None], len(Label), axis=1), weights)


def test_a_rare_label_that_is_ranked_backwards_is_refused() -> None:
    targets, logits, weights = sample(500)
    with pytest.raises(ValueError, match="backwards"):
        fit_curve(targets, -logits, weights)


def test_unlabelled_rows_change_nothing_for_their_label() -> None:
    targets, logits, weights = sample(3000)
    table, scores = (np.repeat(column[:, None], len(Label), axis=1) for column in (targets, logits))
    unlabelled = np.full((50, len(Label)), np.nan, dtype=np.float32)
    longer = (
        np.concatenate([table, unlabelled]),
        np.concatenate([scores, np.full((50, len(Label)), 9, dtype=np.float32)]),
        np.concatenate([weights, np.ones(50, dtype=np.float32)]),
    )
    assert fit_calibration(*longer) == fit_calibration(table, scores, weights)


@pytest.mark.parametrize("tier", ["flag", "act"])
def test_nine_thresholds_in_ten_keep_their_precision_on_new_rows(tier: str) -> None:
    precision = {"flag": FLAG_PRECISION, "act": ACT_PRECISION}[tier]
    targets, logits, weights = sample(50_000, seed=99)
    found = []
    for seed in range(40):
        least = getattr(choose_thresholds(*sample(4000, seed=seed)), tier)
        flagged = logits >= least
        found.append(float((targets * weights)[flagged].sum() / weights[flagged].sum()))
    assert sum(share >= precision for share in found) >= 36
    assert float(np.mean(found)) < precision + 0.05


def test_a_precision_within_chance_sets_no_threshold_to_act() -> None:
    scores = np.linspace(0.99, 0.01, 400)
    targets = np.concatenate([np.ones(40), np.zeros(360)])
    assert binomtest(40, 40, alternative="greater").proportion_ci(0.95).low < ACT_PRECISION
    threshold = choose_thresholds(targets, scores, np.ones(400))
    assert threshold.act is None
    assert (scores >= threshold.flag).sum() in range(MIN_SUPPORT, 45)


def test_a_label_without_a_precise_threshold_is_flagged_at_its_best_bound() -> None:
    targets = np.array([1.0, 0.0] * 30 + [0.0] * 300)
    threshold = choose_thresholds(targets, np.linspace(0.99, 0.01, 360), np.ones(360))
    assert threshold.act is None
    assert threshold.flag > 0.7


def test_too_few_rows_set_no_threshold() -> None:
    rows = MIN_SUPPORT - 1
    with pytest.raises(ValueError, match="20 rows"):
        choose_thresholds(np.ones(rows), np.linspace(0.1, 0.9, rows), np.ones(rows))


def test_one_heavy_row_counts_as_one_row() -> None:
    targets, scores = np.ones(100), np.linspace(0.9, 0.1, 100)
    assert choose_thresholds(targets, scores, np.ones(100)).act is not None
    heavy = np.where(np.arange(100) == 0, 1000.0, 1.0)
    with pytest.raises(ValueError, match="20 rows"):
        choose_thresholds(targets, scores, heavy)


@given(st.integers(0, 10_000), st.floats(0.05, 0.9))
def test_acting_is_never_easier_than_flagging(seed: int, share: float) -> None:
    targets, logits, weights = sample(800, share=share, seed=seed)
    threshold = choose_thresholds(targets, 1 / (1 + np.exp(-logits)), weights)
    assert threshold.act is None or threshold.act >= threshold.flag


def test_calibrating_leaves_the_auc_as_it_is() -> None:
    targets, logits, weights = sample(4000)
    table, scores = (np.repeat(column[:, None], len(Label), axis=1) for column in (targets, logits))
    answers = fit_calibration(table, scores, weights).apply(scores)
    assert answers.shape == (4000, len(Label))
    assert roc_auc(targets, answers[:, 0], weights) == roc_auc(targets, logits, weights)
