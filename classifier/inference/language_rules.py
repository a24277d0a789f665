"""Language rules: which of two networks' answers holds for a message, by its likelier language. Pure.

The language names the calibration and the thresholds; it gates neither network. An answer in the less likely
language holds, too, where it alone is flagged. What neither flags is unscored where it is in an unknown language,
or so short that its language is anybody's guess and a word of it is rude in some language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.inference.language_profiles import ANY, LanguageProfile
from classifier.inference.multilingual_part import MultilingualPart
from classifier.inference.rude_words import SHORT
from classifier.labels import Label, LabelThresholds, Reason, Scores, Unscored
from classifier.metrics.formulas import Floats

SURE = 0.5
"""Probability from which on a language is believed; below it, the line is in no known language."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as the multilingual network read it: `logits` by label, `languages` by code, summing to 1."""

    words: Sequence[str]
    logits: Mapping[Label, float]
    languages: Mapping[str, float]
    runs: float = 0.0
    """Logit of `toxic` of the linear model over character runs."""
    is_foreign: bool = True
    """True where the script, or the detector of languages by their words, says that it is not English."""


class LanguageRules:
    """Rules that choose among the answers of two networks, from a bundle's profiles. Pure."""

    def __init__(self, part: MultilingualPart, english: Mapping[Label, LabelThresholds]) -> None:
        self._profiles = part.profiles
        self._any = part.profiles[ANY]
        self._rude = part.rude
        self._english = english

    def read(
        self,
        words: Sequence[str],
        outputs: Floats,
        languages: Mapping[str, float],
        *,
        runs: float,
        is_foreign: bool,
    ) -> Reading:
        """Return a reading of the network's outputs (6 + heads,) for a message in one of `languages`."""
        return Reading(
            words,
            dict(zip(Label, outputs[: len(Label)].tolist(), strict=True)),
            languages,
            runs,
            is_foreign or not languages["en"],
        )

    def choose(self, reading: Reading, english: Scores | None) -> Scores | Unscored:
        """Return the answer that holds, or why there is none, of both networks' answers.

        `english` is None where the English network was not asked, as the line is surely in another language.
        """
        language = max(reading.languages, key=reading.languages.__getitem__)
        profile = self._profile(language, reading)
        if english is not None and self._may_be_english(language, profile, reading):
            return self._choose_english(reading, english, profile)
        is_rude = self._rude.are_named(reading.words)
        scores = profile.score(reading.logits, runs=reading.runs, is_rude=is_rude)
        if profile.is_flagged(scores):
            return scores
        if english is not None and self._is_flagged_english(english):
            return Scores(english, language="en")
        if profile.code == ANY or is_rude:
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
        guess = profile.score(reading.logits, runs=reading.runs)
        if profile.is_flagged(guess):
            return Scores({**english, **guess}, language=guess.language)
        if self._rude.are_named(reading.words):
            return Unscored(Reason.LANGUAGE)
        return Scores(english, language="en")

    def _profile(self, language: str, reading: Reading) -> LanguageProfile:
        if language == "en" or reading.languages[language] < SURE:
            return self._any
        return self._profiles.get(language, self._any)

    def _is_flagged_english(self, scores: Scores) -> bool:
        return any(scores[label] >= each.flag for label, each in self._english.items())
