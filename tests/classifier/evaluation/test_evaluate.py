import io
import json

import numpy as np
import pytest
from rich.console import Console

from classifier.evaluation.evaluate import evaluate, print_evaluation
from classifier.evaluation.scored import benign_scores, score_set
from classifier.labels import Label, Reason
from classifier.metrics.bootstrap import as_json
from tests.classifier.stub import StubScorer, label_all_alike, label_toxic_only


def last_digit(text: str) -> float | None:
    """Return the last digit of a text, as tenths; None for "?"."""
    return None if text == "?" else int(text[-1]) / 10


STUB = StubScorer(last_digit)
CHAT = label_all_alike("chat", [f"hello {n % 5}" for n in range(1000)], [0] * 1000)
LOUD = label_all_alike("loud", ["hello 9", "hello 6", "?", "hello 1"], [0] * 4)
GAME = label_toxic_only("game", ["bad 9", "bad 3", "?", "fine 1", "fine 2"], [1, 1, 1, 0, 0])
WIKI = label_all_alike("wiki", ["bad 9", "fine 1", "bad 7", "fine 8"], [1, 0, 1, 0])


def test_a_set_has_metrics_for_the_labels_that_it_is_labelled_for() -> None:
    evaluation = evaluate(STUB, [GAME, WIKI], resamples=10)
    assert list(evaluation.sets["game"].labels) == [Label.TOXIC]
    assert list(evaluation.sets["wiki"].labels) == list(Label)
    assert evaluation.sets["wiki"].labels[Label.THREAT].figures.roc_auc.value == 0.75


def test_the_mean_auc_is_of_sets_that_are_labelled_for_all_labels() -> None:
    evaluation = evaluate(STUB, [GAME, WIKI], resamples=10)
    assert evaluation.sets["game"].mean_auc is None
    mean = evaluation.sets["wiki"].mean_auc
    assert mean is not None
    assert mean.value == 0.75


def test_a_text_without_a_score_is_counted_and_left_out_of_the_ranking() -> None:
    result = evaluate(STUB, [GAME], resamples=10).sets["game"]
    assert result.unscored == {Reason.LANGUAGE: 1}
    figures = result.labels[Label.TOXIC].figures
    assert figures.rows == 5
    assert figures.roc_auc.value == 1


def test_the_thresholds_are_measured_on_every_set() -> None:
    result = evaluate(STUB, [WIKI], resamples=10).sets["wiki"]
    flag, act = result.labels[Label.TOXIC].flag, result.labels[Label.TOXIC].act
    assert (flag.taken, flag.precision, flag.recall) == pytest.approx((0.75, 2 / 3, 1.0))
    assert act is not None
    assert (act.taken, act.precision, act.recall) == pytest.approx((0.5, 0.5, 0.5))
    assert result.labels[Label.THREAT].act is None


def test_false_alarms_are_counted_a_chat_and_together() -> None:
    evaluation = evaluate(STUB, [CHAT, LOUD, GAME], resamples=10)
    assert list(evaluation.sets) == ["game"]
    loud = evaluation.false_alarms["loud"]
    assert (loud.rows, loud.flagged, loud.acted) == (4, 2, 1)
    assert (loud.flagged_per_1000, loud.acted_per_1000) == (500, 250)
    pooled = evaluation.false_alarms_pooled
    assert pooled is not None
    assert (pooled.rows, pooled.flagged, pooled.acted) == (1004, 2, 1)
    assert pooled.unscored == {Reason.LANGUAGE: 1}


def test_the_recall_allows_one_false_alarm_in_a_thousand_pooled_lines() -> None:
    evaluation = evaluate(STUB, [CHAT, LOUD, GAME], resamples=10)
    recall = evaluation.sets["game"].recall_at_1_false_alarm_in_1000
    assert recall is not None
    assert recall.value == pytest.approx(1 / 3)
    alone = evaluate(STUB, [GAME], resamples=10).sets["game"]
    assert alone.recall_at_1_false_alarm_in_1000 is None


def test_a_set_of_toxic_rows_alone_has_a_recall_and_no_ranking() -> None:
    only = label_toxic_only("only", ["bad 9", "bad 2"], [1, 1])
    result = evaluate(STUB, [CHAT, only], resamples=10).sets["only"]
    assert result.labels == {}
    recall = result.recall_at_1_false_alarm_in_1000
    assert recall is not None
    assert recall.value == 0.5


def test_scores_come_back_in_order_and_across_chunks() -> None:
    long = label_toxic_only("long", [f"x {n % 10}" for n in range(5000)], [0] * 5000)
    scores = score_set(STUB, long).scores
    assert scores[:, 4] == pytest.approx(np.arange(5000) % 10 / 10)


def test_pooling_nothing_gives_nothing() -> None:
    assert benign_scores([]).shape == (0,)
    assert evaluate(STUB, [], resamples=10).false_alarms_pooled is None


def test_an_evaluation_is_json_without_nan() -> None:
    evaluation = evaluate(STUB, [CHAT, GAME, WIKI], resamples=10)
    values = json.loads(json.dumps(as_json(evaluation), allow_nan=False))
    assert values["version"] == "stub-1"
    assert values["sets"]["wiki"]["mean_auc"]["value"] == 0.75
    assert values["sets"]["wiki"]["labels"]["threat"]["act"] is None
    assert values["sets"]["game"]["unscored"] == {"language": 1}
    assert values["false_alarms_pooled"]["flagged_per_1000"] == 0


def test_the_tables_show_each_set_label_and_false_alarm() -> None:
    console = Console(file=io.StringIO(), width=160)
    print_evaluation(as_json(evaluate(STUB, [CHAT, GAME, WIKI], resamples=10)), console)
    file = console.file
    assert isinstance(file, io.StringIO)
    printed = file.getvalue()
    for expected in (
        "stub-1",
        "game",
        "wiki",
        "identity_hate",
        "0.750",
        "together",
        "act",
        "not measured",
    ):
        assert expected in printed
