"""Rows as a network learns them: clean, in words, and parted into learned and held-out ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from classifier.data.reader import DataError, LabelledTexts
from classifier.data.train_config import TrainConfig
from classifier.metrics.formulas import Floats, Mask
from classifier.text import tokenizer
from classifier.text.normalize import clean

_TOXIC, _BENIGN = 0.5, 0.1
"""Targets from, and below, which an example counts as so."""

Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows as words: `targets` (N, 6) with NaN for what is not known, `weights` (N,).

    `texts` are what was written, before cleaning.
    """

    texts: list[str]
    words: list[list[str]]
    targets: Floats
    weights: Floats

    def take(self, chosen: Sequence[int] | Ints) -> "Examples":
        """The examples of these numbers."""
        picked = np.asarray(chosen, np.int64)
        return Examples(
            [self.texts[i] for i in picked],
            [self.words[i] for i in picked],
            self.targets[picked],
            self.weights[picked],
        )

    def join(self, *others: "Examples") -> "Examples":
        """These examples, and others after them."""
        every = (self, *others)
        return Examples(
            [text for part in every for text in part.texts],
            [words for part in every for words in part.words],
            np.concatenate([part.targets for part in every]),
            np.concatenate([part.weights for part in every]),
        )

    @property
    def is_fully_labelled(self) -> Mask:
        """Which examples (N,) were judged for every label."""
        whole: Mask = np.isnan(self.targets).sum(axis=1) == 0
        return whole

    @property
    def is_toxic(self) -> Mask:
        """Which examples (N,) more likely than not deserve some label."""
        toxic: Mask = np.nan_to_num(self.targets).max(axis=1) >= _TOXIC
        return toxic

    @property
    def is_benign(self) -> Mask:
        """Which examples (N,) were judged to deserve no label at all."""
        benign: Mask = self.is_fully_labelled & (np.nan_to_num(self.targets).max(axis=1) < _BENIGN)
        return benign

    def __len__(self) -> int:
        return len(self.words)


def read(
    texts: Sequence[str], targets: Floats, weights: Floats, *, config: TrainConfig
) -> Examples:
    """Clean texts of our own, and split them into words: more to train on.

    What has no word is left out, and what says the same as a row that may be held out.
    """
    cleaned = [clean(text).text for text in texts]
    words = [tokenizer.words(text)[: config.max_tokens] for text in cleaned]
    kept = [
        i
        for i, text in enumerate(cleaned)
        if words[i] and not is_held_out(text, share=config.held_out)
    ]
    return Examples(list(texts), words, targets, weights).take(kept)


def is_held_out(clean_text: str, *, share: float) -> bool:
    """Whether a clean text is for validation: so a copy of it never stands on the other side."""
    return crc32(clean_text.encode()) % 1000 < 1000 * share


def prepare(sets: Sequence[LabelledTexts], config: TrainConfig) -> tuple[Examples, Examples]:
    """Clean, split into words, and part: examples to train on, and the held-out ones.

    A row is held out by what its clean text says, so that a copy of it can never be on the other side.

    Raises:
        DataError: if the held-out rows cannot tell how good a label is.
    """
    texts = [text for rows in sets for text in rows.texts]
    cleaned = [clean(text).text for text in texts]
    words = [tokenizer.words(text)[: config.max_tokens] for text in cleaned]
    everything = Examples(
        texts,
        words,
        np.concatenate([rows.targets for rows in sets]),
        np.concatenate([rows.weights for rows in sets]),
    )
    is_held = [is_held_out(text, share=config.held_out) for text in cleaned]
    if all(is_held) or not any(is_held):
        raise DataError(f"{len(texts)} rows are too few to hold some out for validation")
    kept = [i for i, held in enumerate(is_held) if not held and words[i]]
    held_out = everything.take([i for i, held in enumerate(is_held) if held and words[i]])
    judged = held_out.targets[held_out.is_fully_labelled]
    if not ((judged == 1).any(axis=0) & (judged == 0).any(axis=0)).all():
        raise DataError(
            f"of {len(texts)} rows too few are held out to validate each label: of every label there "
            "must be some that have it and some that do not, among rows judged for all six"
        )
    return everything.take(kept), held_out
