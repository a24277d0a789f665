"""Plain English: what the English network reads alone."""

import numpy as np
import pytest

from classifier.inference.bundle import DEFAULT, read
from classifier.inference.english_words import EnglishWords
from classifier.inference.rude_words import RudeWords, hash_phrase
from classifier.inference.run_weights import BUCKETS, RunModel, RunWeights


def make_words(*, bias: float = -3.0) -> EnglishWords:
    """Return words with a linear model that finds everything harmless, or by `bias` nothing."""
    weights = RunWeights(
        np.zeros(BUCKETS, np.int8), np.full(BUCKETS, 16, np.uint8), scale=1.0, bias=bias
    )
    rude = RudeWords(frozenset({hash_phrase("salak")}))
    return EnglishWords(read(DEFAULT).vocabulary, rude, RunModel(weights))


WORDS = make_words()


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("thanks for the quick review", True),
        ("i will push the fix to qzxkube in a minute", True),
        ("thanks mate", False),  # too short to tell
        ("we told him he is a salak", False),
        ("bugun aksam oyun oynayacak var mi", False),
        ("please tell me where the qzxü is", False),
    ],
)
def test_a_line_of_common_words_is_plain_but_for_a_third(
    text: str,
    is_plain: bool,  # noqa: FBT001
) -> None:
    assert WORDS.are_plain(text.split()) is is_plain


def test_what_the_linear_model_finds_rude_is_not_plain() -> None:
    words = ["i", "will", "push", "the", "fix", "to", "qzxkube", "in", "a", "minute"]

    assert not make_words(bias=2.0).are_plain(words)


def test_half_of_the_words_may_be_foreign() -> None:
    assert WORDS.are_half(["where", "is", "dinleyelim", "arkadaslar"])
    assert not WORDS.are_half(["nerede", "dinleyelim", "arkadaslar", "the"])
