"""Language odds: how likely a message is in each language, by the network, its script and its words. Pure."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from classifier.inference.language_detector import Evidence
from classifier.inference.language_scripts import possible_languages
from classifier.metrics.formulas import Floats
from classifier.text.normalize import CleanText

LEAST_LIKELY = 0.01
"""Probability that the network leaves to each language which the script allows: it is sure too soon."""
WORD_WEIGHT = 0.5
"""Factor on the log-odds of words, which are not independent of each other, nor of what the network saw."""

_OTHER = "other"
_IN_LATIN_LETTERS = {"hi": "ur-Latn", "ru": _OTHER}
"""Codes of languages of another script, of which the detector knows words in Latin letters."""


class WordDetector(Protocol):
    """Detector of languages in Latin letters by their words, as `LanguageDetector` is one."""

    @property
    def names(self) -> Sequence[str]:
        """Codes of the languages, in the order of `weigh`."""
        ...

    def weigh(self, text: CleanText) -> Evidence:
        """Return the log-odds against English (languages,) of a message's words."""
        ...


class LanguageOdds:
    """Joins the network's heads, codes of languages, with what a detector knows of words.

    Neither is enough: a network of few rows in Spanish or Polish takes short lines for Portuguese, and lists of
    words know nothing of Korean.
    """

    def __init__(self, heads: Sequence[str], detector: WordDetector) -> None:
        self._heads = heads
        self._detector = detector
        self._english = heads.index("en")
        meant = [_IN_LATIN_LETTERS.get(name, name) for name in detector.names]
        pairs = [
            (column, heads.index(code if code in heads else _OTHER))
            for column, code in enumerate(meant)
            if code in heads or _OTHER in heads
        ]
        self._columns = [column for column, _ in pairs]
        self._targets = [target for _, target in pairs]

    def weigh(self, text: CleanText, logits: Floats) -> Mapping[str, float]:
        """Return the probability of each head for a text, 0 where its script does not allow it.

        `logits` (heads,) are the network's.
        """
        possible = possible_languages(text.text)
        is_possible = np.array([code in possible for code in self._heads])
        odds = np.log(np.maximum(_softmax(np.where(is_possible, logits, -np.inf)), LEAST_LIKELY))
        if is_possible[self._english]:
            odds = odds + WORD_WEIGHT * self._spread(self._detector.weigh(text))
        joined = _softmax(np.where(is_possible, odds, -np.inf))
        return dict(zip(self._heads, joined.tolist(), strict=True))

    def _spread(self, evidence: Evidence) -> Floats:
        """Return the evidence by head: of several names the strongest, 0 for English and what has none."""
        by_head = np.full(len(self._heads), -np.inf)
        np.maximum.at(by_head, self._targets, evidence[self._columns])
        by_head[self._english] = 0.0
        by_head[np.isinf(by_head)] = 0.0
        return by_head


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits.astype(np.float64) - logits.max())
    shares: Floats = raised / raised.sum()
    return shares
