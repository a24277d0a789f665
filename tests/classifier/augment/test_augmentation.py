from dataclasses import replace

import numpy as np
import pytest

from classifier.augment.augmentation import augment_examples
from classifier.data.examples import SoftExamples, SoftTargets
from classifier.data.split import build_examples
from classifier.data.train_config import TrainConfig
from classifier.labels import Label

TEXTS = [
    "you gay clown, nobody wants you",
    "what a stupid idiot",
    "The British team won again.",
    "see you at the meeting",
    "my cat sleeps on the keyboard",
    "thanks for the quick review",
]
CONFIG = TrainConfig(
    held_out=0.0, templates=1.2, attacked=0.8, padded=0.8, augmented_benign=0.5, max_hateful=0.4
)


@pytest.fixture
def examples() -> SoftExamples:
    """Return two toxic rows and four benign ones, of rising weights."""
    targets = np.zeros((len(TEXTS), len(Label)), np.float32)
    targets[:2, 0] = 0.9
    targets[0, 5] = 0.7
    targets[1, 4] = np.nan
    weights = np.linspace(1, 2, len(TEXTS)).astype(np.float32)
    return build_examples(TEXTS, SoftTargets(targets), weights, config=CONFIG)


def test_the_same_seed_makes_these_very_examples(examples: SoftExamples) -> None:
    augmented = augment_examples(examples, CONFIG)
    assert augmented.texts[: len(TEXTS)] == TEXTS
    assert augmented.texts[len(TEXTS) :] == [
        "The Gay team won again.",
        "both gay haha",
        "you gay cl%wn, n%b%dy w%%%s you",
        "The G a y  t e a m  w o n  a g a i n.",
        "both gay haha you gay clown, nobody wants you",
        "my cat sleeps on the keyboard\nwhat a stupid idiot\nThe British team won again.\nsee you at the meeting",
    ]
    np.testing.assert_allclose(augmented.weights[6:], [1.4, 0.4, 1.0, 1.4, 1.0, 1.2], rtol=1e-6)


def test_a_copy_of_a_row_has_its_soft_targets(examples: SoftExamples) -> None:
    augmented = augment_examples(examples, CONFIG)
    np.testing.assert_array_equal(augmented.targets[8], examples.targets[0])
    np.testing.assert_array_equal(augmented.targets[11], examples.targets[1])


def test_another_seed_makes_others(examples: SoftExamples) -> None:
    other = replace(CONFIG, seed=7)
    assert augment_examples(examples, other).texts != augment_examples(examples, CONFIG).texts


def test_without_augmentation_the_examples_stay_as_they_are(examples: SoftExamples) -> None:
    plain = TrainConfig(templates=0.0, attacked=0.0, padded=0.0, max_hateful=1.0)
    assert augment_examples(examples, plain).texts == TEXTS
