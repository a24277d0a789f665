import numpy as np
import pytest

from classifier.evaluation.recall import measure_recall
from classifier.evaluation.scored import score_set
from classifier.metrics.formulas import spearman
from classifier.metrics.ranking import recall_at_false_alarm_rate, threshold_at_false_alarm_rate
from tests.classifier.stub import StubScorer, label_all_alike, label_toxic_only

SCORER = StubScorer(float)
RNG = np.random.default_rng(5)
CHAT = label_all_alike("chat", [f"{x:.6f}" for x in RNG.beta(1, 9, 3000)], [0] * 3000)
GAME = label_toxic_only("gametox", [f"{x:.6f}" for x in RNG.beta(4, 2, 300)], [1] * 300)
FORUM = label_toxic_only("olid", [f"{x:.6f}" for x in RNG.beta(2, 2, 300)], [1] * 200 + [0] * 100)
OTHER = label_toxic_only("elsewhere", ["0.999"] * 9, [1] * 9)


def test_the_mean_is_over_the_kinds_of_sets_and_each_is_the_formula_s() -> None:
    scored = [score_set(SCORER, rows) for rows in (CHAT, GAME, FORUM, OTHER)]
    recall = measure_recall(scored, resamples=100)
    assert recall is not None
    assert list(recall.sets) == ["gametox", "olid"]
    for name, each in (("gametox", scored[1]), ("olid", scored[2])):
        expected = recall_at_false_alarm_rate(each.toxic_scores, scored[0].scores[:, 0])
        assert recall.sets[name].value == pytest.approx(expected)
        assert recall.sets[name].low < expected < recall.sets[name].high
    assert recall.mean.value == pytest.approx(np.mean([e.value for e in recall.sets.values()]))
    assert recall.mean.low < recall.mean.value < recall.mean.high


def test_without_benign_rows_or_without_toxic_ones_there_is_no_recall() -> None:
    assert measure_recall([score_set(SCORER, GAME)]) is None
    assert measure_recall([score_set(SCORER, CHAT), score_set(SCORER, OTHER)]) is None


def test_the_lowest_score_flags_as_many_as_allowed_and_not_one_more() -> None:
    benign = np.array([0.5, 0.4, 0.4, 0.3, 0.2])
    assert np.count_nonzero(benign >= threshold_at_false_alarm_rate(benign, 0.2)) == 1
    assert np.count_nonzero(benign >= threshold_at_false_alarm_rate(benign, 0.4)) == 1
    assert np.count_nonzero(benign >= threshold_at_false_alarm_rate(benign, 0.6)) == 3
    assert threshold_at_false_alarm_rate(benign, 1.0) == 0.0


def test_rank_correlation_minds_the_order_alone_and_shares_ranks() -> None:
    values, ones = np.array([1.0, 2.0, 2.0, 4.0]), np.ones(4)
    assert spearman(values, values**3, ones) == pytest.approx(1.0)
    assert spearman(values, -values, ones) == pytest.approx(-1.0)
    twice = np.array([2.0, 1.0, 1.0, 1.0])
    other = np.array([3.0, 1.0, 5.0, 4.0])
    repeated = spearman(np.repeat(values, twice.astype(int)), np.repeat(other, twice.astype(int)), np.ones(5))  # fmt: skip
    assert spearman(values, other, twice) == pytest.approx(repeated)
    assert np.isnan(spearman(values, np.ones(4), ones))
