"""Evaluation of a text for the page: scores, the spans that drove them, and the policy's verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.message import Author, Message
from bot.domain.policy import Policy
from bot.domain.verdict import Verdict, decide
from bot.moderation.word_scoring import (
    TextScorer,
    TextScores,
    WordMatchers,
    explain_counted,
)
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.blocking_scorer import BlockingScorer
from bot.runtime.overflow import submit_when_room
from classifier import Scores, Span

_AS_MESSAGE = Message(
    platform="web",
    community="web",
    channel="web",
    id="0",
    author=Author(id="visitor", name="visitor"),
    text="",
    sent_at=datetime(2026, 1, 1, tzinfo=UTC),
)
"""The message that a text counts as: by an ordinary member, in a channel without overrides."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A text and its verdict; `spans` are the raw characters that drove its scores."""

    text: str
    verdict: Verdict
    spans: Sequence[Span]


class Evaluator:
    """Evaluator of texts by a policy and the thresholds of the bundle."""

    def __init__(self, scorer: BlockingScorer, scoring: AsyncScorer, policy: Policy) -> None:
        self.version = scorer.version
        self._calibrated = scorer.thresholds
        self._scoring = scoring
        self._policy = policy
        self._texts = TextScorer(scoring, WordMatchers().find(policy.words_in(_AS_MESSAGE.scopes)))

    async def evaluate(self, text: str, *, with_spans: bool) -> Evaluation:
        """Evaluate a text, waiting for room while the queue is full."""
        found: TextScores = await submit_when_room(self._texts.score, text)
        verdict = decide(
            self._policy,
            _AS_MESSAGE,
            scores=found.scores,
            calibrated=self._calibrated,
            words=found.words,
        )
        spans: Sequence[Span] = ()
        if with_spans and (verdict.words or isinstance(found.scores, Scores)):
            spans = await explain_counted(self._scoring, text, verdict.words)
        return Evaluation(text, verdict, spans)
