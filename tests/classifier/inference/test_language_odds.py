"""Language odds: the network, the script and the words of a message say together which language it is in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from classifier.inference.bundle import DEFAULT, read
from classifier.inference.language_detector import Evidence, LanguageDetector, read_model
from classifier.inference.language_odds import LanguageOdds
from classifier.text.normalize import CleanText, clean

HEADS = ("en", "es", "pt", "ru", "ko", "ur-Latn", "other")
NAMES = ("es", "pt", "hi", "ru", "ca")


@dataclass(frozen=True)
class FixedEvidence:
    """A detector that finds the same evidence in every message."""

    evidence: Mapping[str, float]
    names: Sequence[str] = NAMES

    def weigh(self, text: CleanText) -> Evidence:  # noqa: ARG002 - a detector reads it
        return np.array([self.evidence.get(name, 0.0) for name in self.names], np.float32)


def weigh(text: str, *, network: str, **words: float) -> Mapping[str, float]:
    """Return the odds where the network is as good as sure of one language, and words speak for others."""
    logits = np.array([9.0 if code == network else 0.0 for code in HEADS], np.float32)
    return LanguageOdds(HEADS, FixedEvidence(words)).weigh(clean(text), logits)


def test_the_network_is_believed_where_words_say_nothing() -> None:
    shares = weigh("bom dia", network="pt")

    assert max(shares, key=shares.__getitem__) == "pt"
    assert sum(shares.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("words", "language"),
    [({"es": 12.0, "pt": 1.0}, "es"), ({"ca": 12.0}, "other"), ({"hi": 12.0}, "ur-Latn")],
)
def test_words_outvote_a_network_that_is_sure(words: dict[str, float], language: str) -> None:
    shares = weigh("hola a todos", network="pt", **words)

    assert max(shares, key=shares.__getitem__) == language


def test_english_words_outvote_it_too() -> None:
    shares = weigh("such a day", network="pt", es=-12.0, pt=-12.0, hi=-12.0, ru=-9.0, ca=-9.0)

    assert max(shares, key=shares.__getitem__) == "en"


def test_letters_of_its_own_speak_for_a_language_that_was_typed_with_them() -> None:
    typed, plain = weigh("¿que tal?", network="en"), weigh("que tal?", network="en")

    assert max(typed, key=typed.__getitem__) == "es"
    assert max(plain, key=plain.__getitem__) == "en"


def test_what_the_script_does_not_allow_is_impossible_whatever_words_say() -> None:
    shares = weigh("안녕하세요", network="pt", es=12.0)

    assert shares["ko"] == pytest.approx(1.0)
    assert shares["en"] == shares["es"] == 0.0


def test_the_words_of_a_short_line_speak_for_its_language() -> None:
    detector = LanguageDetector(read(DEFAULT).vocabulary, read_model())
    evidence = dict(
        zip(detector.names, detector.weigh(clean("gracias amigo")).tolist(), strict=True)
    )

    assert max(evidence, key=evidence.__getitem__) == "es"
    assert evidence["es"] > 0
    assert detector.weigh(clean("!!!")).tolist() == [0.0] * len(detector.names)
