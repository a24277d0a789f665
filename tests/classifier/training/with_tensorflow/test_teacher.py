import numpy as np
import pytest

from classifier.data.examples import Examples, HardTargets, LabelledExamples, UncorrectedTokens
from classifier.labels import Label
from classifier.metrics.formulas import Floats
from classifier.metrics.ranking import roc_auc
from classifier.training import teacher

TOXIC, IDENTITY, THREAT = (
    list(Label).index(label) for label in (Label.TOXIC, Label.IDENTITY_HATE, Label.THREAT)
)


COMMON = [
    "a",
    "be",
    "cat",
    "do",
    "ever",
    "for",
    "go",
    "hut",
    "in",
    "jam",
    "key",
    "log",
    "mud",
    "no",
    "on",
    "pie",
    "quay",
    "red",
    "sun",
    "to",
    "up",
    "via",
    "we",
    "you",
]


def build(tokens: list[list[str]], targets: Floats) -> LabelledExamples:
    """Return examples of these tokens, each of weight 1."""
    texts = [" ".join(message) for message in tokens]
    return Examples(
        texts,
        texts,
        [UncorrectedTokens(message) for message in tokens],
        HardTargets(targets.astype(np.float32)),
        np.ones(len(tokens), np.float32),
    )


def coin_flips(rows: int) -> Floats:
    """Return random labels (N, 6), 0 or 1."""
    return np.random.default_rng(1).integers(0, 2, (rows, len(Label))).astype(np.float32)


def test_a_teacher_predicts_a_row_from_the_others() -> None:
    targets = coin_flips(300)
    words = [["idiot" if row[TOXIC] else "friend", "hello"] for row in targets]
    words = [[*message, f"number{i}"] for i, message in enumerate(words)]
    predictions = teacher.predict_out_of_fold(build(words, targets))
    assert roc_auc(targets[:, TOXIC], predictions[:, TOXIC], np.ones(300)) == 1


def test_a_teacher_never_predicts_a_row_that_it_was_trained_on() -> None:
    targets = coin_flips(300)
    choose = np.random.default_rng(2).choice
    words = [
        list(choose(COMMON, 12)) for _ in range(300)
    ]  # nothing to learn but the rows themselves
    predictions = teacher.predict_out_of_fold(build(words, targets))
    for k in range(len(Label)):
        assert 0.35 < roc_auc(targets[:, k], predictions[:, k], np.ones(300)) < 0.65


def test_targets_are_partly_the_teacher_s_predictions() -> None:
    mixed = teacher.mix_targets(
        HardTargets(np.ones((1, len(Label)))), np.zeros((1, len(Label))), trust=0.25
    )
    np.testing.assert_allclose(mixed, 0.75)


def test_unlabelled_targets_are_the_teacher_s_for_threats_but_not_where_groups_are_named() -> None:
    mixed = teacher.mix_targets(
        HardTargets(np.full((1, len(Label)), np.nan)), np.full((1, len(Label)), 0.5), trust=0.25
    )
    assert mixed[0, THREAT] == pytest.approx(0.5)
    assert np.isnan(mixed[0, TOXIC])
    assert np.isnan(mixed[0, IDENTITY])


def test_a_label_without_positives_is_predicted_as_absent() -> None:
    targets = coin_flips(60)
    targets[:, THREAT] = 0
    words = [["hello", "friend", f"n{i}"] for i in range(60)]
    assert not teacher.predict_out_of_fold(build(words, targets))[:, THREAT].any()
