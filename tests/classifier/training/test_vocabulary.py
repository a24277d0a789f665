import numpy as np

from classifier.data.examples import Examples, HardTargets, LabelledExamples, UncorrectedTokens
from classifier.data.train_config import TrainConfig
from classifier.labels import Label
from classifier.text.lexicon import COMMON_WORDS
from classifier.training.vocabulary import MIN_RUDE_MESSAGES, build_vocabulary


def repeat(message: str, *, times: int, toxic: float) -> LabelledExamples:
    """Return one message as many examples, labelled for every label."""
    targets = np.zeros((times, len(Label)), np.float32)
    targets[:, 0] = toxic
    return Examples(
        [message] * times,
        [message] * times,
        [UncorrectedTokens(message.split())] * times,
        HardTargets(targets),
        np.ones(times),
    )


def test_a_vocabulary_holds_the_commonest_words() -> None:
    train = repeat("b a", times=2, toxic=0).join(repeat("b c", times=1, toxic=0))
    every = TrainConfig(min_word_count=2, max_words=9)
    assert build_vocabulary(train, every).words == ["b", "a"]
    few = TrainConfig(min_word_count=1, max_words=1)
    assert build_vocabulary(train, few).words == ["b"]


def test_words_that_occur_mostly_in_toxic_messages_are_rude() -> None:
    harm = repeat("you idiot", times=MIN_RUDE_MESSAGES, toxic=1).join(
        repeat("you rascal", times=2, toxic=1)
    )
    peace = repeat("you there", times=3 * MIN_RUDE_MESSAGES, toxic=0).join(
        repeat("idiot", times=2, toxic=0)
    )
    assert build_vocabulary(harm.join(peace), TrainConfig(min_word_count=1)).rude == {"idiot"}


def test_known_words_come_after_those_of_the_examples() -> None:
    train = repeat("b a", times=2, toxic=0)
    assert build_vocabulary(train, TrainConfig(min_word_count=1), known_words=["c", "a"]).words == [
        "a",
        "b",
        "c",
    ]


def test_a_rare_misspelling_of_a_rude_word_is_left_out() -> None:
    filler = " ".join(f"n{number}" for number in range(COMMON_WORDS))
    train = repeat("you idiot", times=MIN_RUDE_MESSAGES, toxic=1).join(
        repeat(filler, times=9, toxic=0),
        repeat("idoit i*iot idit", times=3, toxic=1),
        repeat("idiott", times=3, toxic=0),
    )
    as_said = build_vocabulary(train, TrainConfig()).words
    assert {"idoit", "i*iot", "idit", "idiott"} <= set(as_said)
    known = build_vocabulary(train, TrainConfig(), known_words=["idit"]).words
    assert set(as_said) - set(known) == {"idoit", "i*iot"}


def test_a_set_that_is_not_labelled_for_every_label_makes_no_word_rude() -> None:
    hate = repeat("those neighbours", times=5 * MIN_RUDE_MESSAGES, toxic=1)
    hate.targets[:, 1:] = np.nan
    assert not build_vocabulary(hate, TrainConfig(min_word_count=1)).rude
