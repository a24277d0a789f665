import numpy as np
import pytest

from classifier.data.examples import Examples
from classifier.labels import Label
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


def make_examples(words: list[list[str]], targets: np.ndarray) -> Examples:
    texts = [" ".join(message) for message in words]
    return Examples(texts, words, targets.astype(np.float32), np.ones(len(words), np.float32))


def coin_flips(rows: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 2, (rows, len(Label)))


def test_a_teacher_says_of_a_row_what_the_others_teach() -> None:
    targets = coin_flips(300)
    words = [["idiot" if row[TOXIC] else "friend", "hello"] for row in targets]
    words = [[*message, f"number{i}"] for i, message in enumerate(words)]
    opinions = teacher.out_of_fold_opinions(make_examples(words, targets))
    assert roc_auc(targets[:, TOXIC], opinions[:, TOXIC], np.ones(300)) == 1


def test_a_teacher_never_judges_a_row_that_it_learned_from() -> None:
    targets = coin_flips(300)
    choose = np.random.default_rng(2).choice
    words = [
        list(choose(COMMON, 12)) for _ in range(300)
    ]  # nothing to learn but the rows themselves
    opinions = teacher.out_of_fold_opinions(make_examples(words, targets))
    for k in range(len(Label)):
        assert 0.35 < roc_auc(targets[:, k], opinions[:, k], np.ones(300)) < 0.65


def test_targets_are_partly_the_teachers() -> None:
    mixed = teacher.mix_targets(np.ones((1, 6)), np.zeros((1, 6)), trust=0.25)
    np.testing.assert_allclose(mixed, 0.75)


def test_where_a_set_is_silent_the_teacher_speaks_of_deeds_but_not_of_groups() -> None:
    mixed = teacher.mix_targets(np.full((1, 6), np.nan), np.full((1, 6), 0.5), trust=0.25)
    assert mixed[0, THREAT] == pytest.approx(0.5)
    assert np.isnan(mixed[0, TOXIC])
    assert np.isnan(mixed[0, IDENTITY])


def test_a_label_without_examples_is_no_reason_to_stop() -> None:
    targets = coin_flips(60)
    targets[:, THREAT] = 0
    words = [["hello", "friend", f"n{i}"] for i in range(60)]
    assert not teacher.out_of_fold_opinions(make_examples(words, targets))[:, THREAT].any()
