"""Multilingual scoring: two networks read a message, and its likelier language says whose answer holds.

The language names the calibration and the thresholds; it gates neither network. An answer in the less likely
language holds, too, where it alone is flagged. What neither flags is unscored where it is in an unknown language,
or so short that its language is anybody's guess and a word of it is rude in some language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.inference.explain import find_spans
from classifier.inference.language_profiles import ANY, LanguageProfile
from classifier.inference.multilingual_encoder import MultilingualEncoder
from classifier.inference.multilingual_part import MultilingualPart, hash_phrase
from classifier.inference.network import Network
from classifier.labels import Label, LabelThresholds, Reason, Scores, Span, Unscored
from classifier.metrics.formulas import Floats
from classifier.text.normalize import CleanText
from classifier.text.segmenter import Segmenter

SHORT = 4
"""Words up to which a line's language is uncertain: "bite me" and "la bite" are told apart by no model."""
LONGEST_PHRASE = 3
"""Words of the longest rude phrase that is looked up."""
MIN_SECOND = 0.02
"""Probability of English from which on the English network has a say in a line of another language."""
SURE = 0.5
"""Probability from which on a language is believed; below it, the line is in no known language."""


WINDOW = 60
"""Tokens that the network reads at once; longer messages come in overlapping windows."""


class MultilingualReader:
    """The multilingual network with its rules; may be called from any thread, and blocks it."""

    def __init__(
        self,
        model: Path,
        part: MultilingualPart,
        english: Mapping[Label, LabelThresholds],
    ) -> None:
        self._segmenter = Segmenter(part.pieces)
        self._network = Network(
            model,
            MultilingualEncoder(self._segmenter),
            window=WINDOW,
            outputs=len(Label) + len(part.heads),
        )
        self._rules = LanguageRules(part, english)

    def answer(
        self, texts: Sequence[CleanText], english: Sequence[Scores]
    ) -> list[Scores | Unscored]:
        """Return the answer to each text, in order, beside that of the English network."""
        tokens = [[token for token, _, _ in self._segmenter.tokenize(text.text)] for text in texts]
        outputs = self._network.logits(tokens)
        return [
            self._rules.choose(self._rules.read(words, row), scores)
            for words, row, scores in zip(tokens, outputs, english, strict=True)
        ]

    def outputs(self, texts: Sequence[CleanText]) -> Floats:
        """Return the network's outputs (N, 6 + heads) of texts, for measuring."""
        return self._network.logits(
            [[token for token, _, _ in self._segmenter.tokenize(text.text)] for text in texts]
        )

    def explain(self, text: CleanText, labels: Sequence[Label]) -> list[Span]:
        """Return the spans of the raw text that raised labels, heaviest first."""
        return find_spans(
            text,
            self._segmenter.tokenize(text.text),
            labels,
            logits=lambda messages: self._network.logits(messages)[:, : len(Label)],
            window=WINDOW,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as the multilingual network read it: `logits` by label, `languages` by code, summing to 1."""

    words: Sequence[str]
    logits: Mapping[Label, float]
    languages: Mapping[str, float]


class LanguageRules:
    """Rules that choose among the answers of two networks, from a bundle's profiles. Pure."""

    def __init__(self, part: MultilingualPart, english: Mapping[Label, LabelThresholds]) -> None:
        self._profiles = part.profiles
        self._any = part.profiles[ANY]
        self._heads = part.heads
        self._rude = part.rude
        self._english = english

    def read(self, words: Sequence[str], outputs: Floats) -> Reading:
        """Return the network's outputs (6 + heads,) by label and by language."""
        known = len(Label)
        return Reading(
            words,
            dict(zip(Label, outputs[:known].tolist(), strict=True)),
            dict(zip(self._heads, _softmax(outputs[known:]).tolist(), strict=True)),
        )

    def choose(self, reading: Reading, english: Scores) -> Scores | Unscored:
        """Return the answer that holds, or why there is none, of both networks' answers."""
        language = max(reading.languages, key=reading.languages.__getitem__)
        if language == "en":
            return self._choose_english(reading, english)
        profile = self._profile(language, reading)
        scores = profile.score(reading.logits)
        if profile.is_flagged(scores):
            return scores
        if reading.languages["en"] >= MIN_SECOND and self._is_flagged_english(english):
            return Scores(english, language="en")
        if profile.code == ANY or self._names_rude_word(reading):
            return Unscored(Reason.LANGUAGE)
        return scores

    def _choose_english(self, reading: Reading, english: Scores) -> Scores | Unscored:
        if self._is_flagged_english(english):
            return Scores(english, language="en")
        guess = self._any.score(reading.logits)
        if self._any.is_flagged(guess):
            return guess
        if self._names_rude_word(reading):
            return Unscored(Reason.LANGUAGE)
        return Scores(english, language="en")

    def _profile(self, language: str, reading: Reading) -> LanguageProfile:
        if reading.languages[language] < SURE:
            return self._any
        return self._profiles.get(language, self._any)

    def _is_flagged_english(self, scores: Scores) -> bool:
        return any(scores[label] >= each.flag for label, each in self._english.items())

    def _names_rude_word(self, reading: Reading) -> bool:
        """Tell whether a short line has a word that is rude in another language than English."""
        words = [word for word in reading.words if word[0].isalnum() or "|" in word]
        if len(words) > SHORT:
            return False
        bare = [word.split("|")[1] if "|" in word else word for word in words]
        return any(
            hash_phrase(bare[begin:end]) in self._rude
            for begin in range(len(bare))
            for end in range(begin + 1, min(len(bare), begin + LONGEST_PHRASE) + 1)
        )


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max())
    shares: Floats = raised / raised.sum()
    return shares
