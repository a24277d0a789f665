"""Messages in the form in which the network takes them, in training and in serving alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from classifier.text import tokenizer
from classifier.text.tokenizer import PADDING, Vocabulary

Ints = npt.NDArray[np.int32]
Word = TypeVar("Word")


@dataclass(frozen=True, slots=True)
class EncodedBatch:
    """Messages as numbers; each distinct word is described once.

    `tokens` (messages, longest) says which of the distinct words stands where, 0 past a message's
    end; `words` (distinct,) has their vocabulary numbers, `grams` (distinct, most) their character
    grams, 0 past their end. Distinct word 0 is no word.
    """

    tokens: Ints
    words: Ints
    grams: Ints

    def inputs(self) -> dict[str, Ints]:
        """The batch by the network's input names."""
        return {"tokens": self.tokens, "words": self.words, "grams": self.grams}


def cut_windows(words: Sequence[Word], longest: int) -> list[Sequence[Word]]:
    """A message in overlapping windows, each of `longest` words at most.

    >>> cut_windows("abcdef", 4)
    ['abcd', 'cdef']
    """
    if len(words) <= longest:
        return [words]
    starts = [*range(0, len(words) - longest, longest * 3 // 4), len(words) - longest]
    return [words[start : start + longest] for start in starts]


class Encoder:
    """Turns lists of words into batches; remembers the words it met last."""

    def __init__(self, vocabulary: Vocabulary, *, remember: int = 50_000) -> None:
        self.vocabulary = vocabulary
        self._describe = lru_cache(remember)(self._look_up)

    def _look_up(self, word: str) -> tuple[int, Ints]:
        return self.vocabulary.number(word), np.array(tokenizer.char_ngrams(word), np.int32)

    def encode(self, messages: Sequence[Sequence[str]]) -> EncodedBatch:
        """A batch of messages, each a list of at least one word."""
        places: dict[str, int] = {}
        table = np.zeros((len(messages), max(map(len, messages))), np.int32)
        for row, message in enumerate(messages):
            table[row, : len(message)] = [
                places.setdefault(word, len(places) + 1) for word in message
            ]
        described = [self._describe(word) for word in places]
        grams = np.zeros((len(places) + 1, max(len(g) for _, g in described)), np.int32)
        for row, (_, of_word) in enumerate(described, start=1):
            grams[row, : len(of_word)] = of_word
        words = np.array([PADDING, *(number for number, _ in described)], np.int32)
        return EncodedBatch(table, words, grams)
