"""What the page asks about a text: its scores, what drove them, and what the policy would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from bot.domain.message import Author, Message
from bot.domain.policy import Policy
from bot.domain.verdict import Verdict, decide
from bot.runtime.async_scorer import AsyncScorer, BlockingScorer, Overflow
from bot.web.shared.text_input import read_off_loop
from classifier import Scores, Span, clean

_AS_IF = Message(
    platform="web",
    community="web",
    channel="web",
    id="0",
    author=Author(id="visitor", name="visitor"),
    text="",
    sent_at=datetime(2026, 1, 1, tzinfo=UTC),
)
"""A text on the page is judged as a message that anyone wrote in a place without rules of its own."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A text and its verdict; `spans` are the raw characters that drove its scores."""

    text: str
    verdict: Verdict
    spans: Sequence[Span]


class Evaluator:
    """Judges texts by a policy and the thresholds of the bundle."""

    def __init__(self, scorer: BlockingScorer, scoring: AsyncScorer, policy: Policy) -> None:
        self.version = scorer.version
        self._calibrated = scorer.thresholds
        self._scoring = scoring
        self._policy = policy

    async def evaluate(self, text: str, *, with_spans: bool) -> Evaluation:
        """Judge a text; waits where the queue is full."""
        cleaned = await read_off_loop(partial(clean, text), size=len(text))
        while isinstance(scores := await self._scoring.score(cleaned), Overflow):
            await scores.room()
        spans: Sequence[Span] = ()
        if with_spans and isinstance(scores, Scores):
            spans = await self._scoring.explain(cleaned)
        verdict = decide(self._policy, _AS_IF, scores=scores, calibrated=self._calibrated)
        return Evaluation(text, verdict, spans)
