import numpy as np

from classifier.config import TrainConfig
from classifier.examples import Examples
from classifier.labels import Label
from classifier.words import RUDE_LEAST, build_vocabulary


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


def test_a_set_that_was_gathered_for_its_harm_makes_no_word_rude() -> None:
    hate = say("those neighbours", times=5 * RUDE_LEAST, toxic=1)
    hate.targets[:, 1:] = np.nan
    assert not build_vocabulary(hate, TrainConfig(word_at_least=1)).rude
