"""Multilingual scoring: two networks read a message, and its likelier language says whose answer holds.

The language names the calibration and the thresholds; it gates neither network. An answer in the less likely
language holds, too, where it alone is flagged. What neither flags is unscored where it is in an unknown language,
or so short that its language is anybody's guess and a word of it is rude in some language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.inference.explain import find_spans
from classifier.inference.language_detector import LanguageDetector
from classifier.inference.language_profiles import ANY, LanguageProfile
from classifier.inference.language_scripts import possible_languages
from classifier.inference.multilingual_encoder import MultilingualEncoder
from classifier.inference.multilingual_part import MultilingualPart, hash_phrase
from classifier.inference.network import Network
from classifier.inference.run_weights import RunModel
from classifier.labels import Label, LabelThresholds, Reason, Scores, Span, Unscored
from classifier.metrics.formulas import Floats
from classifier.text.normalize import CleanText
from classifier.text.segmenter import Segmenter
from classifier.text.tokenizer import UNKNOWN, Vocabulary

SHORT = 4
"""Words up to which a line's language is uncertain: "bite me" and "la bite" are told apart by no model."""
LONGEST_PHRASE = 3
"""Words of the longest rude phrase that is looked up."""
MIN_SECOND = 0.02
"""Probability of English from which on the English network has a say in a line of another language."""
COMMON_ENGLISH = 20_000
"""Commonest English words, which are rude in no other language for the sake of short lines."""
SURE = 0.5
"""Probability from which on a language is believed; below it, the line is in no known language."""


WINDOW = 60
"""Tokens that the network reads at once; longer messages come in overlapping windows."""


_TOXIC = list(Label).index(Label.TOXIC)


class MultilingualReader:
    """The multilingual network with its rules; may be called from any thread, and blocks it."""

    def __init__(
        self,
        model: Path,
        part: MultilingualPart,
        english: Mapping[Label, LabelThresholds],
        *,
        vocabulary: Vocabulary,
        detector: LanguageDetector,
    ) -> None:
        self._vocabulary = vocabulary
        self._detector = detector
        self._rude = part.rude
        self._segmenter = Segmenter(part.pieces)
        self._network = Network(
            model,
            MultilingualEncoder(self._segmenter),
            window=WINDOW,
            outputs=len(Label) + len(part.heads),
        )
        self._runs = RunModel(part.runs) if part.runs else None
        self._rules = LanguageRules(part, english)

    def answer(
        self,
        texts: Sequence[CleanText],
        score_english: Callable[[Sequence[CleanText]], list[Scores]],
    ) -> list[Scores | Unscored]:
        """Return the answer to each text, in order; `score_english` is the English network.

        Each network is spared what it has no say in: this one lines of common English words alone, the
        English one lines that are surely in another language.
        """
        tokens = [[token for token, _, _ in self._segmenter.tokenize(text.text)] for text in texts]
        is_plain = [self._is_plain_english(words) for words in tokens]
        foreign = [row for row, plain in enumerate(is_plain) if not plain]
        outputs = self._read([tokens[row] for row in foreign]) if foreign else np.empty((0, 0))
        readings = {
            row: self._rules.read(
                texts[row].text,
                tokens[row],
                each,
                is_foreign=self._detector.detect(texts[row]) is not None
                or not self._knows_most(tokens[row]),
            )
            for row, each in zip(foreign, outputs, strict=True)
        }
        asked = [
            row
            for row in range(len(texts))
            if row not in readings
            or not readings[row].is_foreign
            or readings[row].languages["en"] >= MIN_SECOND
        ]
        scored = score_english([texts[row] for row in asked]) if asked else []
        english = dict(zip(asked, scored, strict=True))
        return [
            self._rules.choose(readings[row], english.get(row))
            if row in readings
            else Scores(english[row], language="en")
            for row in range(len(texts))
        ]

    def _knows_most(self, words: Sequence[str]) -> bool:
        """Tell whether half of a line's words or more are common in English."""
        spoken = [word for word in words if word[0] not in "<!?*"]
        common = sum(UNKNOWN < self._vocabulary.index(word) < COMMON_ENGLISH for word in spoken)
        return 2 * common >= len(spoken)

    def _is_plain_english(self, words: Sequence[str]) -> bool:
        """Tell whether a line of more than `SHORT` words is in common English ones, but for one in eight.

        The others are known, too, and rude in no language.
        """
        spoken = [word for word in words if word[0] not in "<!?*"]
        ranks = [self._vocabulary.index(word) for word in spoken]
        rare = [word for word, rank in zip(spoken, ranks, strict=True) if rank >= COMMON_ENGLISH]
        return (
            len(spoken) > SHORT
            and UNKNOWN not in ranks
            and len(rare) * 8 <= len(spoken)
            and not any(hash_phrase([word]) in self._rude for word in rare)
        )

    def _read(self, messages: Sequence[Sequence[str]]) -> Floats:
        """Return outputs (N, 6 + heads) of messages: the network's, with the linear model in `toxic`."""
        outputs = self._network.logits(messages)
        if self._runs:
            outputs[:, _TOXIC] += self._runs.logits(messages)
        return outputs

    def explain(self, text: CleanText, labels: Sequence[Label]) -> list[Span]:
        """Return the spans of the raw text that raised labels, heaviest first."""
        return find_spans(
            text,
            self._segmenter.tokenize(text.text),
            labels,
            logits=lambda messages: self._read(messages)[:, : len(Label)],
            window=WINDOW,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as the multilingual network read it: `logits` by label, `languages` by code, summing to 1."""

    words: Sequence[str]
    logits: Mapping[Label, float]
    languages: Mapping[str, float]
    is_foreign: bool = True
    """True where the script, or the detector of languages by their words, says that it is not English."""


class LanguageRules:
    """Rules that choose among the answers of two networks, from a bundle's profiles. Pure."""

    def __init__(self, part: MultilingualPart, english: Mapping[Label, LabelThresholds]) -> None:
        self._profiles = part.profiles
        self._any = part.profiles[ANY]
        self._heads = part.heads
        self._rude = part.rude
        self._english = english

    def read(
        self, text: str, words: Sequence[str], outputs: Floats, *, is_foreign: bool
    ) -> Reading:
        """Return the outputs (6 + heads,) for a clean text by label, and by language that its script allows."""
        known = len(Label)
        possible = possible_languages(text)
        heads = np.array(
            [
                logit if code in possible else -np.inf
                for code, logit in zip(self._heads, outputs[known:].tolist(), strict=True)
            ]
        )
        return Reading(
            words,
            dict(zip(Label, outputs[:known].tolist(), strict=True)),
            dict(zip(self._heads, _softmax(heads).tolist(), strict=True)),
            is_foreign or "en" not in possible,
        )

    def choose(self, reading: Reading, english: Scores | None) -> Scores | Unscored:
        """Return the answer that holds, or why there is none, of both networks' answers.

        `english` is None where the English network was not asked, as the line is surely in another language.
        """
        language = max(reading.languages, key=reading.languages.__getitem__)
        profile = self._profile(language, reading)
        if english is not None and self._may_be_english(language, profile, reading):
            return self._choose_english(reading, english, profile)
        scores = profile.score(reading.logits)
        if profile.is_flagged(scores):
            return scores
        if english is not None and self._is_flagged_english(english):
            return Scores(english, language="en")
        if profile.code == ANY or self._names_rude_word(reading):
            return Unscored(Reason.LANGUAGE)
        return scores

    def _may_be_english(self, language: str, profile: LanguageProfile, reading: Reading) -> bool:
        """Tell whether a line counts as English: also slang that the network takes for a language by chance."""
        if language == "en":
            return True
        is_guess = profile.code == ANY or len(reading.words) <= SHORT
        return is_guess and not reading.is_foreign

    def _choose_english(
        self, reading: Reading, english: Scores, profile: LanguageProfile
    ) -> Scores | Unscored:
        if self._is_flagged_english(english):
            return Scores(english, language="en")
        guess = profile.score(reading.logits)
        if profile.is_flagged(guess):
            return Scores({**english, **guess}, language=guess.language)
        if self._names_rude_word(reading):
            return Unscored(Reason.LANGUAGE)
        return Scores(english, language="en")

    def _profile(self, language: str, reading: Reading) -> LanguageProfile:
        if language == "en" or reading.languages[language] < SURE:
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
