"""Run weights: a linear model over the character runs of a message, beside the multilingual network.

A network of few epochs learns rare words slowly; a weight for each run of characters, as logistic regression
finds it, knows them at once. A token's part is the same in every message, so that it is computed once.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from classifier.metrics.formulas import Floats
from classifier.text.segmenter import hash_token_runs
from classifier.text.word_cache import cache_words

BUCKETS = 1 << 19
"""Hash buckets of runs, one weight each."""
FILE = "runs.npz"


@dataclass(frozen=True, slots=True)
class RunWeights:
    """Weights (BUCKETS,) in eight bits, times `scale`, and `bias`; `rarity` (BUCKETS,) in steps of 1/16.

    A message's logit is bias plus the sum of weight times rarity over its runs, divided by the root of the sum
    of the squares of their rarities (TF-IDF without counts; rarity is the inverse document frequency).
    """

    weights: npt.NDArray[np.int8]
    rarity: npt.NDArray[np.uint8]
    scale: float
    bias: float

    def write(self, file: Path) -> None:
        """Write it as a compressed file of arrays."""
        with file.open("wb") as out:
            np.savez_compressed(
                out, weights=self.weights, rarity=self.rarity, numbers=[self.scale, self.bias]
            )

    @classmethod
    def read(cls, file: Path) -> "RunWeights":
        """Read what `write` wrote.

        Raises:
            OSError, ValueError, KeyError: it is none.
        """
        with np.load(file, allow_pickle=False) as kept:
            scale, bias = kept["numbers"].tolist()
            weights, rarity = kept["weights"], kept["rarity"]
        if weights.shape != (BUCKETS,) or rarity.shape != (BUCKETS,):
            raise ValueError(f"{file}: holds no weights of {BUCKETS} runs")
        return cls(weights, rarity, scale, bias)


class RunModel:
    """Linear model over runs; caches the last tokens it met."""

    def __init__(self, weights: RunWeights) -> None:
        self._weights = weights
        self._weigh_token = cache_words(self._weigh)

    def logits(self, messages: Sequence[Sequence[str]]) -> Floats:
        """Return the logits (N,) of `toxic` of messages, each the texts of its tokens."""
        return np.array([self._logit(tokens) for tokens in messages], np.float32)

    def _logit(self, tokens: Sequence[str]) -> float:
        total = squares = 0.0
        for token in tokens:
            weight, square = self._weigh_token(token)
            total += weight
            squares += square
        return self._weights.bias + total / math.sqrt(squares or 1.0)

    def _weigh(self, token: str) -> tuple[float, float]:
        """Return the sum of weight times rarity over a token's runs, and that of the squared rarities."""
        places = [number % BUCKETS for number in hash_token_runs(token)]
        rarity = self._weights.rarity[places].astype(np.float64) / 16
        weights = self._weights.weights[places] * self._weights.scale
        return float(weights @ rarity), float(rarity @ rarity)
