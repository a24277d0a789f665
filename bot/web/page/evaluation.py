"""Evaluation of a text for the page: scores, the spans that drove them, and the policy's verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.message import Author, Message
from bot.domain.policy import Policy
from bot.domain.verdict import Verdict, decide
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.blocking_scorer import BlockingScorer
from bot.runtime.overflow import submit_when_room
from classifier import Scores, Span, Unscored

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

    async def evaluate(self, text: str, *, with_spans: bool) -> Evaluation:
        """Evaluate a text, waiting for room while the queue is full."""
        scores: Scores | Unscored = await submit_when_room(self._scoring.score, text)
        spans: Sequence[Span] = ()
        if with_spans and isinstance(scores, Scores):
            spans = await self._scoring.explain(text)
        verdict = decide(self._policy, _AS_MESSAGE, scores=scores, calibrated=self._calibrated)
        return Evaluation(text, verdict, spans)
