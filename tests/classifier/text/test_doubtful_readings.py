"""Words that may be rude ones misspelt, or names, typos and terms: both readings are told."""

from itertools import pairwise

import pytest

from classifier.text.normalize import clean
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Token, Vocabulary

WORDS = ["team", "the", "you", "a", "sum", "of", "slab", "slap", "slat", "crab", "grab", "drab"]
RUDE = ["meat", "slob", "git", "moron"]


@pytest.fixture(scope="module")
def spell_corrector() -> SpellCorrector:
    return SpellCorrector(Vocabulary([*WORDS, *RUDE], rude=RUDE))


def words(tokens: list[Token] | None) -> str | None:
    return None if tokens is None else " ".join(word for word, _, _ in tokens)


@pytest.mark.parametrize(
    ("written", "mended", "literal"),
    [
        ("the maet", "the meat", "the maet"),  # "team" backwards, too
        ("slab", "slab", None),
        ("slobsum of a", "slob sum of a", "slobsum of a"),
        ("git_sum of a", "git sum of a", "gitsum of a"),
        ("slob_sum and youslob", "slob sum and you slob", "slobsum and you slob"),
    ],
)
def test_what_may_be_a_term_is_told_both_ways(
    spell_corrector: SpellCorrector, written: str, mended: str, literal: str | None
) -> None:
    reading = spell_corrector.read(clean(written).text)
    assert (words(reading.mended), words(reading.literal)) == (mended, literal)


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("you sl*b", "you slob"),
        ("you sl0b", "you slob"),
        ("you slb", "you slob"),
        ("you slobb", "you slob"),
        ("you mooron", "you moron"),
        ("you sl ob", "you slob"),
        ("sloab", "sloab"),
        ("youaslob", "you a slob"),
        ("youslob theslob", "you slob the slob"),
        ("you_a_slob", "you a slob"),
        ("you slob", "you slob"),
    ],
)
def test_what_is_disguised_on_purpose_is_in_no_doubt(
    spell_corrector: SpellCorrector, written: str, mended: str
) -> None:
    reading = spell_corrector.read(clean(written).text)
    assert (words(reading.mended), reading.literal) == (mended, None)


def test_both_readings_keep_their_places_in_the_text(spell_corrector: SpellCorrector) -> None:
    text = clean("the maet, git_sum youslob").text
    reading = spell_corrector.read(text)
    for tokens in (reading.mended, reading.literal or []):
        for (_, _, end), (_, begin, _) in pairwise(tokens):
            assert end <= begin
        assert all(text[begin:end].replace("_", "") == word for word, begin, end in tokens[2:])
