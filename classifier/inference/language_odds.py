"""Language odds: how likely a message is in each language, by the network, its script and its words. Pure."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np

from classifier.inference.language_detector import Evidence
from classifier.inference.language_scripts import languages_of_letters, possible_languages
from classifier.metrics.formulas import Floats
from classifier.text.normalize import CleanText

LEAST_LIKELY = 0.01
"""Probability that the network leaves to each language which the script allows: it is sure too soon."""
WORD_WEIGHT = 0.5
"""Factor on the log-odds of words, which are not independent of each other, nor of what the network saw."""
LETTER_ODDS = 5.0
"""Log-odds for a language whose own letters were typed: "đ", "ğ", "ł"."""

_SCRIPTS = 64
"""Sets of languages that scripts allow, of which there are fewer."""
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
        self._columns = [meant.index(code) if code in meant else len(meant) for code in heads]
        """Column of the evidence for each head, one past its end for none."""
        self._others = [at for at, code in enumerate(meant) if code not in heads or code == _OTHER]
        self._bars = lru_cache(_SCRIPTS)(self._bar)

    def weigh(self, text: CleanText, logits: Floats) -> Mapping[str, float]:
        """Return the probability of each head for a text, 0 where its script does not allow it.

        `logits` (heads,) are the network's.
        """
        bars = self._bars(possible_languages(text.text))
        odds = np.log(np.maximum(_softmax(logits + bars), LEAST_LIKELY)) + bars
        if bars[self._english] == 0:
            odds += WORD_WEIGHT * self._spread(self._detector.weigh(text))
            for code in languages_of_letters(text.raw).intersection(self._heads):
                odds[self._heads.index(code)] += LETTER_ODDS
        return dict(zip(self._heads, _softmax(odds).tolist(), strict=True))

    def _bar(self, possible: frozenset[str]) -> Floats:
        """Return 0 for each head that is possible, and minus infinity for others."""
        return np.array([0.0 if code in possible else -np.inf for code in self._heads])

    def _spread(self, evidence: Evidence) -> Floats:
        """Return the evidence by head: of several other languages the strongest, 0 for English and what has none."""
        by_head: Floats = np.append(evidence, 0.0)[self._columns]
        if _OTHER in self._heads and self._others:
            by_head[self._heads.index(_OTHER)] = evidence[self._others].max()
        return by_head


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits.astype(np.float64) - logits.max())
    shares: Floats = raised / raised.sum()
    return shares
