"""Encoder: tokens as the arrays that the network takes, in training and in serving alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from classifier.text import tokenizer
from classifier.text.tokenizer import PADDING, Vocabulary
from classifier.text.word_cache import cache_words

Ints = npt.NDArray[np.int32]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class EncodedBatch:
    """Messages as arrays; each distinct word is described once.

    `tokens` (messages, longest) has indices of the distinct words, 0 past a message's end;
    `word_ids` (distinct,) their vocabulary indices, `ngram_ids` (distinct, most) their character
    n-grams, 0 past their end. Distinct word 0 is padding.
    """

    tokens: Ints
    word_ids: Ints
    ngram_ids: Ints

    def inputs(self) -> dict[str, Ints]:
        """Return the arrays by the network's input names."""
        return {"tokens": self.tokens, "words": self.word_ids, "grams": self.ngram_ids}


def split_windows(tokens: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Return a message in overlapping windows, each of `size` tokens at most.

    >>> split_windows("abcdef", 4)
    ['abcd', 'cdef']
    """
    if len(tokens) <= size:
        return [tokens]
    starts = [*range(0, len(tokens) - size, size * 3 // 4), len(tokens) - size]
    return [tokens[start : start + size] for start in starts]


class Encoder:
    """Encoder of tokens by a vocabulary; caches the last words it met."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._encode_word = cache_words(self.describe)

    def describe(self, word: str) -> tuple[list[int], Ints]:
        """Return the one vocabulary index of a word, and the numbers of its character n-grams."""
        return [self.vocabulary.index(word)], np.array(tokenizer.char_ngrams(word), np.int32)

    def encode(self, messages: Sequence[Sequence[str]]) -> EncodedBatch:
        """Return a batch of messages, each a list of at least one token."""
        indices: dict[str, int] = {}
        tokens = np.zeros((len(messages), max(map(len, messages))), np.int32)
        for row, message in enumerate(messages):
            tokens[row, : len(message)] = [
                indices.setdefault(word, len(indices) + 1) for word in message
            ]
        encoded = [self._encode_word(word) for word in indices]
        ngram_ids = np.zeros((len(indices) + 1, max(len(ids) for _, ids in encoded)), np.int32)
        for row, (_, ids) in enumerate(encoded, start=1):
            ngram_ids[row, : len(ids)] = ids
        word_ids = np.array([PADDING, *(word_id for [word_id], _ in encoded)], np.int32)
        return EncodedBatch(tokens, word_ids, ngram_ids)
