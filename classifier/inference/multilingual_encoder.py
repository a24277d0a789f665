"""Encoder of the multilingual network: tokens of any script as the arrays that it takes."""

from collections.abc import Sequence

import numpy as np

from classifier.inference.encoder import EncodedBatch, Ints
from classifier.text.segmenter import Segmenter


class MultilingualEncoder:
    """Encoder of tokens by their subword pieces and character runs.

    The batch's `word_ids` (distinct, most) are numbers of pieces, its `ngram_ids` (distinct, most) those of
    character runs; both are 0 past their end, and so is distinct token 0, padding.
    """

    def __init__(self, segmenter: Segmenter) -> None:
        self.describe = segmenter.describe
        """Return the numbers of a token's pieces and of its character runs."""

    def encode(self, messages: Sequence[Sequence[str]]) -> EncodedBatch:
        """Return a batch of messages, each a list of at least one token."""
        indices: dict[str, int] = {}
        tokens = np.zeros((len(messages), max(map(len, messages))), np.int32)
        for row, message in enumerate(messages):
            tokens[row, : len(message)] = [
                indices.setdefault(token, len(indices) + 1) for token in message
            ]
        described = [self.describe(token) for token in indices]
        return EncodedBatch(
            tokens, _pad([p for p, _ in described]), _pad([r for _, r in described])
        )


def _pad(numbers: Sequence[Sequence[int]]) -> Ints:
    """Return lists as one array, 0 past their end, below a row for padding."""
    padded = np.zeros((len(numbers) + 1, max(1, *map(len, numbers), 1)), np.int32)
    for row, each in enumerate(numbers, start=1):
        padded[row, : len(each)] = each
    return padded
