import numpy as np

from classifier.data.examples import Examples
from classifier.data.train_config import TrainConfig
from classifier.labels import Label
from classifier.text.lexicon import COMMON
from classifier.training.vocabulary import RUDE_LEAST, build_vocabulary


def say(message: str, *, times: int, toxic: float) -> Examples:
    targets = np.zeros((times, len(Label)), np.float32)
    targets[:, 0] = toxic
    return Examples([message] * times, [message.split()] * times, targets, np.ones(times))


def test_a_vocabulary_holds_the_commonest_words() -> None:
    train = say("b a", times=2, toxic=0).join(say("b c", times=1, toxic=0))
    every = TrainConfig(word_at_least=2, word_at_most=9)
    assert build_vocabulary(train, every).words == ["b", "a"]
    few = TrainConfig(word_at_least=1, word_at_most=1)
    assert build_vocabulary(train, few).words == ["b"]


def test_words_that_are_hardly_said_but_in_harm_are_rude() -> None:
    harm = say("you idiot", times=RUDE_LEAST, toxic=1).join(say("you rascal", times=2, toxic=1))
    peace = say("you there", times=3 * RUDE_LEAST, toxic=0).join(say("idiot", times=2, toxic=0))
    assert build_vocabulary(harm.join(peace), TrainConfig(word_at_least=1)).rude == {"idiot"}


def test_words_that_are_known_to_be_spelt_right_come_after_those_that_are_said() -> None:
    train = say("b a", times=2, toxic=0)
    assert build_vocabulary(train, TrainConfig(word_at_least=1), spelt=["c", "a"]).words == [
        "a",
        "b",
        "c",
    ]


def test_a_rare_word_that_is_a_rude_one_misspelt_is_no_word_of_its_own() -> None:
    filler = " ".join(f"n{number}" for number in range(COMMON))
    train = say("you idiot", times=RUDE_LEAST, toxic=1).join(
        say(filler, times=9, toxic=0),
        say("idoit i*iot idit", times=3, toxic=1),
        say("idiott", times=3, toxic=0),
    )
    as_said = build_vocabulary(train, TrainConfig()).words
    assert {"idoit", "i*iot", "idit", "idiott"} <= set(as_said)
    known = build_vocabulary(train, TrainConfig(), spelt=["idit"]).words
    assert set(as_said) - set(known) == {"idoit", "i*iot"}


def test_a_set_that_was_gathered_for_its_harm_makes_no_word_rude() -> None:
    hate = say("those neighbours", times=5 * RUDE_LEAST, toxic=1)
    hate.targets[:, 1:] = np.nan
    assert not build_vocabulary(hate, TrainConfig(word_at_least=1)).rude
