"""Replay with own words: kept texts are read again where two policies count words in them otherwise."""

from dataclasses import dataclass, field

from bot.domain.policy import Policy
from bot.domain.replay import Judge, StoredScores, WordCounts, judge_by
from bot.domain.verdict import Verdict, decide
from bot.domain.word_hits import blank
from bot.domain.word_matcher import WordMatch
from bot.domain.word_rematch import WordChange, WordIndex
from bot.moderation.word_scoring import NOTHING, WordMatchers, lower_scores
from bot.runtime.blocking_scorer import BlockingScorer
from classifier import Reason, Scores, TextReading, Unscored, clean


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Most kept texts that own words are looked for in, the latest, and that are scored again."""

    read: int = 20_000
    scored: int = 20_000


@dataclass(frozen=True, slots=True)
class _Read:
    """A kept text in which changed own words stand, with its scores before any is taken out."""

    readings: list[TextReading]
    scores: Scores | Unscored
    is_rescored: bool


@dataclass(slots=True)
class WordJudge:
    """A judge by two policies that looks for own words in kept texts; it blocks, so give it a thread."""

    model: BlockingScorer
    before: Policy
    after: Policy
    limits: ReadLimits = ReadLimits()
    counts: WordCounts = field(default_factory=WordCounts)
    _matchers: WordMatchers = field(default_factory=WordMatchers)
    _index: WordIndex = field(default_factory=WordIndex)
    _scored: int = 0
    _latest: tuple[StoredScores, _Read | None] | None = None
    """The reading of the last message: each is judged by both policies in turn."""
    _by_hits: Judge = field(init=False)

    def __post_init__(self) -> None:
        self._by_hits = judge_by(self.model.thresholds)

    def __call__(self, policy: Policy, stored: StoredScores) -> Verdict:
        """Decide on stored scores, or on the text again where words stand in it that count otherwise."""
        if self._latest is None or self._latest[0] is not stored:
            self._latest = (stored, self._look(stored))
        read = self._latest[1]
        if read is None:
            return self._by_hits(policy, stored)
        matcher = self._matchers.find(policy.words_in(stored.message.scopes))
        words = matcher.find(read.readings) if matcher else []
        scores = read.scores
        if read.is_rescored:
            scores = self._score_counted(stored.message.text, scores, words)
        return decide(
            policy, stored.message, scores=scores, calibrated=self.model.thresholds, words=words
        )

    def _look(self, stored: StoredScores) -> _Read | None:
        """Read a kept text if words in it may count otherwise; count it if that cannot be told."""
        change = self._index.find_change(self.before, self.after, stored.message.scopes)
        if change is None:
            return None
        if not stored.message.text:
            self.counts.without_text += change.needs_text
            return None
        if self.counts.read >= self.limits.read or self._scored >= self.limits.scored:
            self.counts.beyond += change.needs_text
            return None
        return self._find(stored, change)

    def _find(self, stored: StoredScores, change: WordChange) -> _Read | None:
        self.counts.read += 1
        text = clean(stored.message.text)
        readings = self.model.readings(text)
        if not change.matcher.find(readings):
            return None
        if not change.is_rescored:
            return _Read(readings, stored.scores, is_rescored=False)
        self._scored += 1
        return _Read(readings, self.model.score_cleaned([text])[0], is_rescored=True)

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
