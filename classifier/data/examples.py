"""Training examples: messages as tokens, with targets and weights.

Tokens and targets look alike before and after they are worked on, so they have types of their own:

    UncorrectedTokens -> correct_spelling -> CorrectedTokens
    HardTargets -> teacher, or `soften` -> SoftTargets

The vocabulary and the teacher learn from the left side, the network from the right side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, NewType, TypeVar, cast

import numpy as np

from classifier.data.parallel import map_texts
from classifier.metrics.formulas import Floats, Indices, Mask
from classifier.text.spell_corrector import SpellCorrector

UncorrectedTokens = NewType("UncorrectedTokens", list[str])
"""Tokens of a clean text, as they are spelt."""
CorrectedTokens = NewType("CorrectedTokens", list[str])
"""Tokens after spelling correction, as the scorer reads messages."""
HardTargets = NewType("HardTargets", Floats)
"""Labels (N, 6) that people gave: 1, 0, or NaN where a row is unlabelled."""
SoftTargets = NewType("SoftTargets", Floats)
"""Probabilities (N, 6) of the labels, 0..1, or NaN where unknown."""

TokensT = TypeVar("TokensT", bound=list[str])
TargetsT = TypeVar("TargetsT", bound=Floats)

_MIN_TOXIC, _MAX_BENIGN = 0.5, 0.1
"""Target from which on an example counts as toxic, and below which as benign."""


@dataclass(frozen=True, slots=True)
class Examples(Generic[TokensT, TargetsT]):
    """N messages to train on: raw, clean, and as tokens; `targets` (N, 6), `weights` (N,)."""

    texts: list[str]
    clean_texts: list[str]
    tokens: list[TokensT]
    targets: TargetsT
    weights: Floats

    def take(self, rows: Sequence[int] | Indices) -> "Examples[TokensT, TargetsT]":
        """Return the examples with these row numbers."""
        chosen = np.asarray(rows, np.intp)
        return Examples(
            [self.texts[row] for row in chosen],
            [self.clean_texts[row] for row in chosen],
            [self.tokens[row] for row in chosen],
            cast("TargetsT", self.targets[chosen]),
            self.weights[chosen],
        )

    def join(self, *others: "Examples[TokensT, TargetsT]") -> "Examples[TokensT, TargetsT]":
        """Return these examples, followed by others."""
        parts = (self, *others)
        return Examples(
            [text for part in parts for text in part.texts],
            [text for part in parts for text in part.clean_texts],
            [tokens for part in parts for tokens in part.tokens],
            cast("TargetsT", np.concatenate([part.targets for part in parts])),
            np.concatenate([part.weights for part in parts]),
        )

    def with_soft_targets(self, targets: SoftTargets) -> "Examples[TokensT, SoftTargets]":
        """Return the examples with other targets (N, 6)."""
        return Examples(self.texts, self.clean_texts, self.tokens, targets, self.weights)

    @property
    def is_fully_labelled(self) -> Mask:
        """Mask (N,) of the examples of which every label is known."""
        mask: Mask = np.isnan(self.targets).sum(axis=1) == 0
        return mask

    @property
    def is_toxic(self) -> Mask:
        """Mask (N,) of the examples that more likely than not deserve some label."""
        mask: Mask = np.nan_to_num(self.targets).max(axis=1) >= _MIN_TOXIC
        return mask

    @property
    def is_benign(self) -> Mask:
        """Mask (N,) of the examples that are known to deserve no label."""
        mask: Mask = self.is_fully_labelled & (
            np.nan_to_num(self.targets).max(axis=1) < _MAX_BENIGN
        )
        return mask

    def __len__(self) -> int:
        return len(self.tokens)


LabelledExamples = Examples[UncorrectedTokens, HardTargets]
"""Examples as data sets give them."""
SoftExamples = Examples[UncorrectedTokens, SoftTargets]
"""Examples with the teacher's predictions in their targets, for augmentation."""


def soften(examples: Examples[TokensT, HardTargets]) -> Examples[TokensT, SoftTargets]:
    """Return the examples with their labels taken for probabilities, which 0 and 1 are too."""
    return examples.with_soft_targets(SoftTargets(examples.targets))


def correct_spelling(
    examples: Examples[UncorrectedTokens, TargetsT], corrector: SpellCorrector, *, max_tokens: int
) -> Examples[CorrectedTokens, TargetsT]:
    """Return the examples with tokens as the scorer reads them, `max_tokens` of a message at most."""
    return Examples(
        examples.texts,
        examples.clean_texts,
        map_texts(partial(_correct_all, corrector, max_tokens), examples.clean_texts),
        examples.targets,
        examples.weights,
    )


def _correct_all(
    corrector: SpellCorrector, max_tokens: int, texts: Sequence[str]
) -> list[CorrectedTokens]:
    return [CorrectedTokens(corrector.correct_texts(text)[:max_tokens]) for text in texts]
