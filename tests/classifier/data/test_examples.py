from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from classifier.augment.augmentation import augment_examples
from classifier.data.examples import (
    Examples,
    HardTargets,
    LabelledExamples,
    UncorrectedTokens,
    correct_spelling,
    soften,
)
from classifier.data.train_config import TrainConfig
from classifier.labels import Label
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Vocabulary

WORDS = Vocabulary(["you", "stupid", "idiot", "hello"], rude=["idiot"])


def build(*targets: float, clean_text: str = "you stpid id iot") -> LabelledExamples:
    """Return one example for each target of `toxic`, with all other labels 0."""
    rows = len(targets)
    table = np.zeros((rows, len(Label)), np.float32)
    table[:, 0] = targets
    return Examples(
        ["**raw** text"] * rows,
        [clean_text] * rows,
        [UncorrectedTokens(clean_text.split())] * rows,
        HardTargets(table),
        np.arange(1, rows + 1, dtype=np.float32),
    )


def test_corrected_tokens_are_those_that_the_scorer_reads() -> None:
    corrected = correct_spelling(build(1), SpellCorrector(WORDS), max_tokens=9)
    assert corrected.tokens == [["you", "stupid", "idiot"]]
    assert corrected.texts == ["**raw** text"]


def test_a_row_is_corrected_from_its_clean_text_and_not_cleaned_again() -> None:
    kept = build(0, clean_text="hello **you**")
    assert correct_spelling(kept, SpellCorrector(WORDS), max_tokens=9).tokens == [
        ["hello", "**", "you"]
    ]


def test_corrected_tokens_are_cut_to_the_most_that_training_reads() -> None:
    assert correct_spelling(build(1), SpellCorrector(WORDS), max_tokens=2).tokens == [
        ["you", "stupid"]
    ]


def test_examples_are_taken_and_joined_row_by_row() -> None:
    joined = build(1, 0).take([1]).join(build(0, 1, 0).take([1, 2]))
    assert len(joined) == 3
    assert joined.targets[:, 0].tolist() == [0, 1, 0]
    assert joined.weights.tolist() == [2, 2, 3]


@pytest.mark.parametrize(
    ("target", "is_toxic", "is_benign"),
    [(1, True, False), (0, False, True), (0.3, False, False), (np.nan, False, False)],
)
def test_an_example_is_toxic_benign_or_neither(
    target: float, *, is_toxic: bool, is_benign: bool
) -> None:
    examples = build(target)
    assert examples.is_toxic.tolist() == [is_toxic]
    assert examples.is_benign.tolist() == [is_benign]
    assert examples.is_fully_labelled.tolist() == [not np.isnan(target)]


def test_softened_labels_are_the_same_numbers() -> None:
    examples = build(1, 0, np.nan)
    np.testing.assert_array_equal(soften(examples).targets, examples.targets)


if TYPE_CHECKING:
    # mypy complains of an ignore that nothing needs: so these lines fail where the types get mixed up.
    from pathlib import Path

    from classifier.training.teacher import mix_targets, predict_out_of_fold
    from classifier.training.trainer import train_network
    from classifier.training.vocabulary import build_vocabulary

    def refuse(
        hard: LabelledExamples, corrector: SpellCorrector, config: TrainConfig, run: Path
    ) -> None:
        """Hand over the wrong kind of tokens or targets."""
        soft = soften(hard)
        corrected = correct_spelling(hard, corrector, max_tokens=1)
        augment_examples(hard, config)  # type: ignore[arg-type]
        predict_out_of_fold(soft)  # type: ignore[arg-type]
        mix_targets(soft.targets, soft.targets, trust=0.5)  # type: ignore[arg-type]
        build_vocabulary(corrected, config)  # type: ignore[arg-type]
        correct_spelling(corrected, corrector, max_tokens=1)  # type: ignore[arg-type]
        train = partial(train_network, vocabulary=WORDS, begin=print, config=config, run=run)
        train(soften(corrected), corrected)
        train(corrected, corrected)  # type: ignore[arg-type]
        train(soft, corrected)  # type: ignore[arg-type]
        train(soften(corrected), hard)  # type: ignore[arg-type]
