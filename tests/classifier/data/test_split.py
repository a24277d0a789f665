from dataclasses import replace

import numpy as np
import pytest

from classifier.data.examples import HardTargets
from classifier.data.reader import DataError, LabelledTexts
from classifier.data.split import build_examples, build_variants, is_held_out, split_held_out
from classifier.data.train_config import TrainConfig
from classifier.labels import Label
from classifier.text.normalize import clean
from tests.classifier.stub import label_all_alike, label_toxic_only

CONFIG = TrainConfig(held_out=0.3, max_tokens=4)
SET = label_all_alike("wiki", [f"Message **number** {n}" for n in range(60)], [1, 0] * 30)


def test_the_same_rows_are_held_out_each_time_and_none_stands_on_both_sides() -> None:
    train, held_out = split_held_out([SET], CONFIG)
    assert len(train) + len(held_out) == len(SET.texts)
    assert all(is_held_out(text, share=CONFIG.held_out) for text in held_out.clean_texts)
    assert not any(is_held_out(text, share=CONFIG.held_out) for text in train.clean_texts)
    assert split_held_out([SET], CONFIG)[1].texts == held_out.texts


def test_an_example_is_raw_clean_and_tokens_of_the_same_row() -> None:
    train, _ = split_held_out([SET], CONFIG)
    for raw, text, tokens in zip(train.texts, train.clean_texts, train.tokens, strict=True):
        assert clean(raw).text == text
        assert tokens == text.split()[:4]


def test_rows_without_a_token_are_left_out() -> None:
    blank = label_all_alike("blank", ["...", ""], [0, 0])
    train, held_out = split_held_out([SET, blank], CONFIG)
    assert len(train) + len(held_out) == len(SET.texts)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (label_all_alike("one", ["hello"], [0]), "1 rows are too few"),
        (label_all_alike("benign", SET.texts, [0] * 60), "must be some that have it"),
        (label_toxic_only("toxic", SET.texts, [1, 0] * 30), "judged for all six"),
    ],
)
def test_rows_that_cannot_validate_every_label_are_refused(
    rows: LabelledTexts, problem: str
) -> None:
    with pytest.raises(DataError, match=problem):
        split_held_out([rows], CONFIG)


def test_variants_of_rows_keep_their_targets_and_weights() -> None:
    config = TrainConfig(held_out=0.0)
    targets = HardTargets(np.eye(len(Label), dtype=np.float32)[:2])
    examples = build_examples(["one", "two"], targets, np.array([1.0, 2.0]), config=config)
    variants = build_variants(examples, [1, 0, 1], ["2", "!?", "..."], config=config)
    assert variants.texts == ["2", "!?"]
    np.testing.assert_array_equal(variants.targets, targets[[1, 0]])
    assert variants.weights.tolist() == [2.0, 1.0]


def test_a_warm_start_learns_a_part_of_what_is_known_and_holds_out_all_of_it() -> None:
    known = label_all_alike("jigsaw", SET.texts, [1, 0] * 30)
    partly = label_toxic_only("paradetox", [f"old row {n}" for n in range(400)], [1, 0] * 200)
    new = label_toxic_only("en_edos", [f"new row {n}" for n in range(100)], [1] * 100)
    whole = split_held_out([known, partly, new], CONFIG)
    part = split_held_out([known, partly, new], replace(CONFIG, rehearsed=0.25))
    assert 0 < sum(text.startswith("old") for text in part[0].texts) < 150
    assert 0 < sum(text.startswith("Message") for text in part[0].texts) < 30
    counts = [sum(text.startswith("new") for text in train.texts) for train, _ in (whole, part)]
    assert counts[0] == counts[1] > 0
    held = [
        [text for text in each.texts if text.startswith("Message")] for _, each in (whole, part)
    ]
    assert held[0] == held[1]
