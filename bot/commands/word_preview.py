"""Preview of own words: what they would have changed in the last weeks, over the kept texts of cases."""

from dataclasses import dataclass, field, replace

from bot.commands.context import CommandContext
from bot.commands.policy_preview import Preview, preview_policy
from bot.domain.inline import RichText
from bot.domain.policy import Policy
from bot.domain.replay import StoredScores
from bot.domain.verdict import Verdict, decide
from bot.domain.word_hits import blank
from bot.domain.word_matcher import WordMatch
from bot.domain.word_terms import Term
from bot.moderation.word_scoring import NOTHING, WordMatchers, lower_scores
from bot.runtime.blocking_scorer import BlockingScorer
from classifier import Reason, Scores, TextReading, Unscored, clean

_MOST_READ = 5_000
"""Kept texts that a term is looked for in: the latest."""

_MOST_SCORED = 200
"""Kept texts with the term that are scored again."""

_ONLY_CASES = "Only texts of cases are kept, so what was never flagged could not be looked through."


async def preview_words(context: CommandContext, after: Policy, term: Term) -> Preview:
    """Preview a policy in which a term counts otherwise."""
    preview = await preview_policy(
        context, after, judge=_WordJudge(context.pipeline.scorer.model, term)
    )
    return replace(
        preview, lines=(*preview.lines, *([RichText(_ONLY_CASES)] if preview.lines else []))
    )


@dataclass(slots=True)
class _Read:
    """A kept text in which the term stands."""

    readings: list[TextReading]
    scores: Scores | Unscored


@dataclass(slots=True)
class _WordJudge:
    """A judge that scores kept texts again in which a term stands; it blocks, in a thread of its own."""

    model: BlockingScorer
    term: Term
    matchers: WordMatchers = field(default_factory=WordMatchers)
    read: dict[int, _Read | None] = field(default_factory=dict)
    scored: int = 0

    def __call__(self, policy: Policy, stored: StoredScores) -> Verdict:
        """Decide on stored scores, or on the text again where the term stands in it."""
        text, words = self._read(stored), list[WordMatch]()
        scores = stored.scores
        matcher = self.matchers.find(policy.words_in(stored.message.scopes))
        if text:
            words = matcher.find(text.readings) if matcher else []
            scores = self._score_counted(stored.message.text, text.scores, words)
        return decide(
            policy, stored.message, scores=scores, calibrated=self.model.thresholds, words=words
        )

    def _read(self, stored: StoredScores) -> _Read | None:
        if stored.case is None or not stored.message.text:
            return None
        if stored.case not in self.read:
            is_full = len(self.read) >= _MOST_READ or self.scored >= _MOST_SCORED
            self.read[stored.case] = None if is_full else self._look(stored.message.text)
        return self.read[stored.case]

    def _look(self, text: str) -> _Read | None:
        readings = self.model.readings(clean(text))
        if not any(True for reading in readings for _ in self.term.find(reading)):
            return None
        self.scored += 1
        return _Read(readings, self._score(text))

    def _score_counted(
        self, text: str, scores: Scores | Unscored, words: list[WordMatch]
    ) -> Scores | Unscored:
        counted = blank(text, (s for word in words if word.rule.label is None for s in word.spans))
        if counted == text or isinstance(scores, Unscored):
            return scores
        left = self._score(counted)
        return lower_scores(
            scores, self._score(NOTHING) if left == Unscored(Reason.EMPTY) else left
        )

    def _score(self, text: str) -> Scores | Unscored:
        return self.model.score_cleaned([clean(text)])[0]
