import numpy as np
import pytest

from classifier.augment.disguised import LEARNED, make_copies
from classifier.data.examples import Examples, is_held_out, read
from classifier.data.train_config import TrainConfig
from classifier.labels import Label
from classifier.text.normalize import clean

INSULTS = [f"you are a stupid idiot number {i}" for i in range(200)]
TALK = [f"the train to platform {i} was late" for i in range(200)]


@pytest.fixture(scope="module")
def examples() -> Examples:
    targets = np.zeros((400, len(Label)), np.float32)
    targets[:200, 0] = 1
    targets[:200, 1:] = np.nan
    weights = np.linspace(1, 2, 400).astype(np.float32)
    return read([*INSULTS, *TALK], targets, weights, config=TrainConfig(held_out=0.0))


def test_a_copy_keeps_what_was_judged_of_its_row(examples: Examples) -> None:
    copies = make_copies(
        examples, TrainConfig(attacked=0.0, padded=1.0, copied_benign=0.0, held_out=0.0)
    )
    assert len(copies) == len(INSULTS)
    for text, targets, insult in zip(copies.texts, copies.targets, INSULTS, strict=True):
        assert insult in text
        assert any(talk in text for talk in TALK)
        assert targets[0] == 1
        assert np.isnan(targets[1:]).all()


def test_toxic_rows_are_disguised_more_often_than_benign_ones(examples: Examples) -> None:
    copies = make_copies(
        examples, TrainConfig(attacked=0.5, padded=0.0, copied_benign=0.2, held_out=0.0)
    )
    toxic = int((copies.targets[:, 0] == 1).sum())
    assert 80 <= toxic <= 120
    assert 10 <= len(copies) - toxic <= 30
    assert len(set(copies.texts) & {*INSULTS, *TALK}) < len(copies) / 5


def test_nothing_is_copied_where_nothing_is_asked_for(examples: Examples) -> None:
    assert len(make_copies(examples, TrainConfig(attacked=0.0, padded=0.0))) == 0


def test_no_copy_says_what_a_held_out_row_may_say(examples: Examples) -> None:
    every = make_copies(examples, TrainConfig(attacked=1.0, padded=0.0, copied_benign=1.0))
    cleaned = [clean(text).text for text in every.texts]
    assert len(cleaned) > 200
    assert not [text for text in cleaned if is_held_out(text, share=TrainConfig().held_out)]


def test_the_sentences_that_measure_padding_are_not_learned() -> None:
    assert "padding" not in LEARNED
