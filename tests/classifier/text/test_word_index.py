"""A word index finds each of its words by what it is, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.text.word_index import WordIndex

WORDS = st.lists(st.text().filter(lambda word: "\n" not in word), unique=True)


@given(WORDS, st.text())
def test_each_word_has_its_rank_and_no_other_word_has_one(words: list[str], other: str) -> None:
    index = WordIndex(words)
    assert [index.find(word) for word in words] == list(range(len(words)))
    assert (index.find(other) is None) == (other not in words)


@given(WORDS, st.integers(0, 9))
def test_the_first_words_are_told_in_their_order(words: list[str], most: int) -> None:
    assert WordIndex(words).list_first(most) == words[:most]


def test_words_that_share_a_bucket_are_told_apart() -> None:
    words = [str(number) for number in range(200_000)]  # three times as many as there are buckets
    index = WordIndex(words)
    assert all(index.find(word) == int(word) for word in words[::97])
    assert index.find("200000") is None


def test_half_a_surrogate_pair_is_a_word_like_another() -> None:
    assert WordIndex(["\ud83d"]).find("\ud83d") == 0
    assert WordIndex(["a"]).find("\ud83d") is None


def test_a_word_that_is_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        WordIndex(["a", "b", "a"])
