"""A fake scorer that knows a few words, so that the bot's actions are known beforehand."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from classifier import (
    BundleError,
    CleanText,
    Label,
    LabelThresholds,
    Reason,
    Scores,
    Span,
    TextReading,
    Thresholds,
    Unscored,
    list_readings,
)

WORDS: Mapping[str, tuple[Label, float]] = MappingProxyType(
    {
        "buffoon": (Label.INSULT, 0.95),
        "silly": (Label.INSULT, 0.60),
        "drat": (Label.OBSCENE, 0.97),
        "beware": (Label.THREAT, 0.93),
        "begone": (Label.IDENTITY_HATE, 0.93),
    }
)
"""The label of each word, and the score that it gives to a text."""

KINDS: Mapping[str, str] = MappingProxyType({"begone": "exclusion"})
"""The kind of harm of words that a phrase finds, and not the network."""

THRESHOLDS: Mapping[Label, LabelThresholds] = MappingProxyType(
    {label: LabelThresholds(flag=0.5, act=0.9) for label in Label}
    | {Label.THREAT: LabelThresholds(0.5, None)}
)


class StandInScorer:
    """Scores texts by `WORDS`; "привет" is in an unknown language."""

    version = "stand-in"
    sha256 = "5" * 64
    released_on: str | None = "2026-11-01"
    languages: Sequence[str] = ("en",)
    thresholds = THRESHOLDS
    words = WORDS

    def cached(self, text: CleanText) -> Scores | Unscored | None:
        """Return a result for unscorable texts alone: scores are not cached."""
        result = self._score(text)
        return result if isinstance(result, Unscored) else None

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        return [self._score(text) for text in texts]

    def explain(self, text: CleanText) -> list[Span]:
        return [
            Span(found.start(), found.end(), label, score, KINDS.get(word))
            for word, (label, score) in self.words.items()
            for found in re.finditer(word, text.raw)
        ]

    def readings(self, text: CleanText) -> list[TextReading]:
        return list_readings(text)

    def _score(self, text: CleanText) -> Scores | Unscored:
        if not text.text:
            return Unscored(Reason.EMPTY)
        if text.is_cut:
            return Unscored(Reason.TOO_LONG)
        if "привет" in text.text:
            return Unscored(Reason.LANGUAGE)
        scores = dict.fromkeys(Label, 0.01)
        for word, (label, score) in self.words.items():
            if word in text.text:
                scores[label] = max(scores[label], score)
        return Scores(scores)


FOREIGN_WORDS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {"sersem": ("tr", 0.95), "merhaba": ("tr", 0.01), "tolo": ("pt", 0.95), "bom dia": ("pt", 0.01)}
)
"""The language of each word, and the score of `toxic`, the one label there, that it gives to a text."""


class MultilingualStandIn(StandInScorer):
    """Scores English by `WORDS`, and Turkish and Portuguese by `FOREIGN_WORDS`; Portuguese is beta."""

    languages: Sequence[str] = ("en", "pt", "tr")
    thresholds: Mapping[Label, LabelThresholds] = Thresholds(
        THRESHOLDS,
        {
            "tr": {Label.TOXIC: LabelThresholds(0.4, 0.8)},
            "pt": {Label.TOXIC: LabelThresholds(0.4, None)},
        },
    )

    def explain(self, text: CleanText) -> list[Span]:
        foreign = [
            Span(found.start(), found.end(), Label.TOXIC, score)
            for word, (_, score) in FOREIGN_WORDS.items()
            for found in re.finditer(word, text.raw)
        ]
        return foreign or super().explain(text)

    def _score(self, text: CleanText) -> Scores | Unscored:
        for word, (language, score) in FOREIGN_WORDS.items():
            if word in text.text:
                return Scores({Label.TOXIC: score}, language=language)
        scores = super()._score(text)
        return scores if isinstance(scores, Unscored) else Scores(scores, language="en")


def load(bundle: Path | None = None) -> StandInScorer:
    """Return the fake scorer; replaces `classifier.load`.

    A folder with a "version.txt" is a bundle of that version, which takes "tea" for an insult.

    Raises:
        BundleError: there is a folder, and no such file in it.
    """
    scorer = StandInScorer()
    if bundle is not None and bundle.is_dir():
        try:
            scorer.version = (bundle / "version.txt").read_text().strip()
        except OSError as error:
            raise BundleError(f"{bundle}: no bundle.json in it") from error
        scorer.words = {**WORDS, "tea": (Label.INSULT, 0.95)}
    return scorer
