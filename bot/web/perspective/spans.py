"""Span scores: the parts of a comment that drove an attribute's score."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.runtime.async_scorer import AsyncScorer
from bot.web.perspective.attributes import find_label
from bot.web.perspective.schema import Score, SpanScore
from bot.web.shared.text_input import InputText
from classifier import Label, Scores, Span


def to_score(value: float) -> Score:
    """Return a probability in Perspective's shape."""
    return Score(value=value, type="PROBABILITY")


@dataclass(frozen=True, slots=True)
class SpanScorer:
    """Scorer of a comment's spans; without `spans` the one span is the whole comment."""

    scoring: AsyncScorer
    text: InputText
    scores: Scores
    spans: Sequence[Span]

    def whole(self, attribute: str) -> float:
        """Return an attribute's score of the whole comment, 0..1."""
        return self.scores[_label(attribute)]

    async def score(self, attribute: str) -> list[SpanScore]:
        """Return the spans that drove an attribute's score, in order, each with the score of it alone.

        Where nothing did, or nobody asked, one span holds the whole comment, as in the original.
        """
        label = _label(attribute)
        found = sorted((span.begin, span.end) for span in self.spans if span.label is label)
        if not found:
            _, end = self.text.utf16_span(0, len(self.text.visible))
            return [SpanScore(begin=0, end=end, score=to_score(self.scores[label]))]
        scored = []
        for span in found:
            begin, end = self.text.utf16_span(*span)
            alone = await self._score_alone(self.text.visible[slice(*span)], label)
            value = self.scores[label] if alone is None else alone
            scored.append(SpanScore(begin=begin, end=end, score=to_score(value)))
        return scored

    async def _score_alone(self, part: str, label: Label) -> float | None:
        alone = await self.scoring.score(part)
        return alone.get(label) if isinstance(alone, Scores) else None


def _label(attribute: str) -> Label:
    label = find_label(attribute)
    assert label is not None
    return label
