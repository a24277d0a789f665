"""Rows as a network learns them: clean, in words, and parted into learned and held-out ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from classifier import tokens
from classifier.clean import clean
from classifier.config import TrainConfig
from classifier.data import DataError, Rows
from classifier.measure import Floats

Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows as words: `targets` (N, 6) with NaN for what is not known, `weights` (N,)."""

    words: list[list[str]]
    targets: Floats
    weights: Floats

    def take(self, chosen: Sequence[int] | Ints) -> "Examples":
        """The examples of these numbers."""
        picked = np.asarray(chosen, np.int64)
        return Examples(
            [self.words[i] for i in picked],
            self.targets[picked],
            self.weights[picked],
        )

    def __len__(self) -> int:
        return len(self.words)


def prepare(sets: Sequence[Rows], config: TrainConfig) -> tuple[Examples, Examples]:
    """Clean, split into words, and part: examples to train on, and the held-out ones.

    A row is held out by what its clean text says, so that a copy of it can never be on the other side.
    """
    texts = [clean(text).text for rows in sets for text in rows.texts]
    words = [tokens.words(text)[: config.max_tokens] for text in texts]
    everything = Examples(
        words,
        np.concatenate([rows.targets for rows in sets]),
        np.concatenate([rows.weights for rows in sets]),
    )
    is_held = [crc32(text.encode()) % 1000 < 1000 * config.held_out for text in texts]
    if all(is_held) or not any(is_held):
        raise DataError(f"{len(texts)} rows are too few to hold some out for validation")
    kept = [i for i, held in enumerate(is_held) if not held and words[i]]
    return everything.take(kept), everything.take(
        [i for i, held in enumerate(is_held) if held and words[i]]
    )
