"""Judging: cleans and scores the texts of a message, and decides by the policy of its community."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.message import Message
from bot.moderation.evaluation import Evaluation, evaluate_texts, score_texts
from bot.moderation.split_messages import cut_to_seam
from bot.moderation.threshold_cache import ThresholdCache
from bot.moderation.word_scoring import TextScorer, WordMatchers
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.overflow import Overflow
from bot.store.policy_resolver import PolicyResolver


@dataclass(frozen=True, slots=True)
class Judge:
    """Judge of one platform's messages, which needs no connection to the platform."""

    policies: PolicyResolver
    scorer: AsyncScorer
    words: WordMatchers = field(default_factory=WordMatchers)
    thresholds: ThresholdCache = field(default_factory=ThresholdCache)

    async def judge(
        self, message: Message, *, join: Callable[[], Message | None]
    ) -> Evaluation | Overflow:
        """Evaluate a message, alone and joined with what its author wrote just before.

        `join` is called for the joined one. It is foreseen, as nothing is wrong with most messages alone, and counts
        as it is once that is known.
        """
        if foreseen := join():
            self.scorer.foresee(cut_to_seam(foreseen, message).text)
        evaluation = await self.evaluate(message)
        if isinstance(evaluation, Overflow):
            return evaluation
        if evaluation.verdict.needs_no_case and (joined := join()):
            return await self._judge_joined(joined, message, alone=evaluation)
        return evaluation

    async def _judge_joined(
        self, joined: Message, message: Message, *, alone: Evaluation
    ) -> Evaluation | Overflow:
        """Evaluate a message with what was before it, the seam first: few have anything there, and it is short."""
        seam = cut_to_seam(joined, message)
        for text in (joined,) if seam is joined else (seam, joined):
            of_joined = await self.evaluate(text)
            if isinstance(of_joined, Overflow):
                return of_joined
            if of_joined.verdict.needs_no_case:
                return alone
        return of_joined

    async def evaluate(self, message: Message) -> Evaluation | Overflow:
        """Clean and score all texts of a message, and decide by the policy of its community."""
        while True:
            model = self.scorer.model
            policy = await self.policies.resolve(message.community)
            words = policy.words_in(message.scopes)
            texts = TextScorer(self.scorer, self.words.find(words))
            scored = await score_texts(message, texts.score)
            if isinstance(scored, Overflow):
                return scored
            policy = await self.policies.resolve(message.community)
            # Else another was loaded meanwhile, with its own thresholds, or own words were changed.
            if self.scorer.model is model and policy.words_in(message.scopes) == words:
                return evaluate_texts(
                    scored,
                    policy=policy,
                    calibrated=model.thresholds,
                    find_thresholds=self.thresholds.find,
                )
