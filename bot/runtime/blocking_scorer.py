"""The port of the classifier's scorer, which blocks the thread that calls it."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

from classifier import CleanText, Label, LabelThresholds, Scores, Span, TextReading, Unscored

ScoringResult: TypeAlias = Scores | Unscored


class BlockingScorer(Protocol):
    """The part of `classifier.Scorer` that is used here."""

    @property
    def version(self) -> str:
        """The version of its bundle."""
        ...

    @property
    def thresholds(self) -> Mapping[Label, LabelThresholds]:
        """The bundle's calibrated thresholds."""
        ...

    def cached(self, text: CleanText) -> ScoringResult | None:
        """Return a result that needs no model: of a repeated or an unscorable text; None for others."""
        ...

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[ScoringResult]:
        """Return a result for each text, in order; blocks."""
        ...

    def explain(self, text: CleanText) -> list[Span]:
        """Return the spans of the raw text that drove its scores, the heaviest first; blocks."""
        ...

    def readings(self, text: CleanText) -> list[TextReading]:
        """Return the readings of a clean text, in which own words are looked for; blocks."""
        ...
