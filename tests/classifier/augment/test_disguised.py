import numpy as np
import pytest

from classifier.augment.disguised import TRAINING_ATTACKS, augment_disguised
from classifier.data.examples import SoftExamples, SoftTargets
from classifier.data.split import build_examples, is_held_out
from classifier.data.train_config import TrainConfig
from classifier.labels import Label
from classifier.text.normalize import clean

INSULTS = [f"you are a stupid idiot number {i}" for i in range(200)]
TALK = [f"the train to platform {i} was late" for i in range(200)]


@pytest.fixture(scope="module")
def examples() -> SoftExamples:
    """Return insults, labelled for `toxic` alone, and benign rows."""
    targets = np.zeros((400, len(Label)), np.float32)
    targets[:200, 0] = 1
    targets[:200, 1:] = np.nan
    weights = np.linspace(1, 2, 400).astype(np.float32)
    config = TrainConfig(held_out=0.0)
    return build_examples([*INSULTS, *TALK], SoftTargets(targets), weights, config=config)


def test_a_copy_keeps_the_targets_of_its_row(examples: SoftExamples) -> None:
    copies = augment_disguised(
        examples, TrainConfig(attacked=0.0, padded=1.0, augmented_benign=0.0, held_out=0.0)
    )
    assert len(copies) == len(INSULTS)
    for text, targets, insult in zip(copies.texts, copies.targets, INSULTS, strict=True):
        assert insult in text
        assert any(talk in text for talk in TALK)
        assert targets[0] == 1
        assert np.isnan(targets[1:]).all()


def test_toxic_rows_are_disguised_more_often_than_benign_ones(examples: SoftExamples) -> None:
    copies = augment_disguised(
        examples, TrainConfig(attacked=0.5, padded=0.0, augmented_benign=0.2, held_out=0.0)
    )
    toxic = int((copies.targets[:, 0] == 1).sum())
    assert 80 <= toxic <= 120
    assert 10 <= len(copies) - toxic <= 30
    assert len(set(copies.texts) & {*INSULTS, *TALK}) < len(copies) / 5


def test_shares_of_zero_make_no_copy(examples: SoftExamples) -> None:
    assert len(augment_disguised(examples, TrainConfig(attacked=0.0, padded=0.0))) == 0


def test_no_copy_cleans_to_the_text_of_a_row_that_may_be_held_out(examples: SoftExamples) -> None:
    every = augment_disguised(examples, TrainConfig(attacked=1.0, padded=0.0, augmented_benign=1.0))
    cleaned = [clean(text).text for text in every.texts]
    assert len(cleaned) > 200
    assert not [text for text in cleaned if is_held_out(text, share=TrainConfig().held_out)]


def test_the_sentences_that_measure_padding_are_not_trained_on() -> None:
    assert "padding" not in TRAINING_ATTACKS
