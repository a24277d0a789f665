"""Own words in a text: what is never counted is scored as if it were not there, what always counts is found."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cachetools import LRUCache

from bot.domain.word_hits import WordHit, blank, counted_text, hit_spans
from bot.domain.word_matcher import WordMatch, WordMatcher
from bot.domain.word_rules import WordRules, merge_rules
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.overflow import Overflow, submit_when_room
from classifier import Reason, Scores, Span, Unscored

_MAX_COMPILED = 512
"""Sets of own words that are kept compiled: one for each combination of places that have some."""

NOTHING = "<user>"
"""A text that says nothing, for one of which nothing counts."""


@dataclass(frozen=True, slots=True)
class TextScores:
    """The scores of a text without what is never counted, and the own words in it."""

    scores: Scores | Unscored
    words: tuple[WordMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class WordMatchers:
    """Compiled own words by the tables that they come from: compiled once while a policy holds."""

    _compiled: LRUCache[tuple[int, ...], tuple[tuple[WordRules, ...], WordMatcher]] = field(
        default_factory=lambda: LRUCache(_MAX_COMPILED)
    )

    def find(self, tables: tuple[WordRules, ...]) -> WordMatcher | None:
        """Return the matcher of tables as `Policy.words_in` gives them; None for none."""
        if not tables:
            return None
        key = tuple(map(id, tables))  # the tables are kept with it, so that no other has their ids
        if (known := self._compiled.get(key)) is None:
            known = (tables, WordMatcher(merge_rules(tables)))
            self._compiled[key] = known
        return known[1]


@dataclass(frozen=True, slots=True)
class TextScorer:
    """A scorer of texts with the own words of one place; with None, of a place without any."""

    scorer: AsyncScorer
    matcher: WordMatcher | None

    async def score(self, raw: str) -> TextScores | Overflow:
        """Score a text, and find the own words in it.

        What is never counted lowers scores, and never raises any: blanking a word may make others look worse.
        """
        scores = await self.scorer.score(raw)
        if isinstance(scores, Overflow):
            return scores
        if self.matcher is None:
            return TextScores(scores)
        words = tuple(await self.scorer.find_words(raw, self.matcher))
        never = [span for word in words if word.rule.label is None for span in word.spans]
        counted = blank(raw, never)
        if counted != raw and isinstance(scores, Scores):
            scores = lower_scores(scores, await self._score_counted(counted))
        return TextScores(scores, words)

    async def _score_counted(self, counted: str) -> Scores | Unscored:
        scores: Scores | Unscored = await submit_when_room(self.scorer.score, counted)
        if scores == Unscored(Reason.EMPTY):
            scores = await submit_when_room(self.scorer.score, NOTHING)
        return scores


async def explain_counted(scorer: AsyncScorer, text: str, hits: Sequence[WordHit]) -> list[Span]:
    """Return the spans of a text that speak against it: own words, and what drove the scores of the rest."""
    return [*hit_spans(hits), *await scorer.explain(counted_text(text, hits))]


def lower_scores(scores: Scores, counted: Scores | Unscored) -> Scores | Unscored:
    """Return the lower score of each label; what is left may be in another language, or in none that is known."""
    if isinstance(counted, Unscored) or counted.language != scores.language:
        return counted
    return Scores(
        {label: min(score, counted.get(label, score)) for label, score in scores.items()},
        language=scores.language,
    )
