import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from classifier.metrics.formulas import brier
from classifier.metrics.ranking import average_precision, roc_auc

ROW = st.tuples(st.sampled_from([0.0, 1.0]), st.integers(0, 9), st.integers(1, 4))


@given(st.lists(ROW, min_size=2, max_size=40))
def test_the_figures_agree_with_scikit_learn(rows: list[tuple[float, int, int]]) -> None:
    both = [*rows, (0.0, 3, 1), (1.0, 5, 2)]
    targets, scores, weights = np.array(both, dtype=np.float64).T
    shares = scores / 9
    for ours, theirs in (
        (roc_auc, roc_auc_score),
        (average_precision, average_precision_score),
        (brier, brier_score_loss),
    ):
        expected = theirs(targets, shares, sample_weight=weights)
        assert ours(targets, shares, weights) == pytest.approx(expected)
