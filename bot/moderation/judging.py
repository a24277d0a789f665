"""Judging: cleans and scores the texts of a message, and decides by the policy of its community."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.domain.message import Message
from bot.moderation.evaluation import Evaluation, evaluate_texts, score_seam, score_texts
from bot.moderation.split_messages import cut_to_seam, join_parts
from bot.moderation.threshold_cache import ThresholdCache
from bot.moderation.word_scoring import TextScorer, WordMatchers
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.overflow import Overflow
from bot.store.policy_resolver import PolicyResolver

FindEarlier: TypeAlias = Callable[[], Sequence[Message]]
"""Finds the messages that may be earlier parts of one, as they are now."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judge of one platform's messages, which needs no connection to the platform."""

    policies: PolicyResolver
    scorer: AsyncScorer
    words: WordMatchers = field(default_factory=WordMatchers)
    thresholds: ThresholdCache = field(default_factory=ThresholdCache)

    async def judge(self, message: Message, *, find_earlier: FindEarlier) -> Evaluation | Overflow:
        """Evaluate a message, alone and joined with what its author wrote just before.

        Nothing is wrong with most messages alone, so that the seam is foreseen; what is before a message once that
        is known counts.
        """
        foreseen = find_earlier()
        seam = cut_to_seam(message, foreseen) if foreseen else ""
        if seam:
            self.scorer.foresee(seam)
        evaluation = await self.evaluate(message)
        if isinstance(evaluation, Overflow):
            return evaluation
        if evaluation.verdict.needs_no_case and (earlier := find_earlier()):
            if earlier != foreseen:
                seam = cut_to_seam(message, earlier)
            return await self._judge_joined(message, earlier, seam=seam, alone=evaluation)
        return evaluation

    async def _judge_joined(
        self, message: Message, earlier: Sequence[Message], *, seam: str, alone: Evaluation
    ) -> Evaluation | Overflow:
        """Evaluate a message with what was before it, the seam first: few have anything there, and it is short."""
        at_seam = await self.evaluate(message, seam=seam)
        if isinstance(at_seam, Overflow):
            return at_seam
        if at_seam.verdict.needs_no_case:
            return alone
        of_all = await self.evaluate(join_parts(message, earlier))
        is_harmless = isinstance(of_all, Evaluation) and of_all.verdict.needs_no_case
        return alone if is_harmless else of_all

    async def evaluate(self, message: Message, *, seam: str | None = None) -> Evaluation | Overflow:
        """Clean and score all texts of a message, or a seam alone; decide by the policy of its community."""
        while True:
            model = self.scorer.model
            policy = await self.policies.resolve(message.community)
            words = policy.words_in(message.scopes)
            texts = TextScorer(self.scorer, self.words.find(words))
            if seam is None:
                scored = await score_texts(message, texts.score)
            else:
                scored = await score_seam(message, seam, texts.score)
            if isinstance(scored, Overflow):
                return scored
            before, policy = policy, await self.policies.resolve(message.community)
            # Else another was loaded meanwhile, with its own thresholds, or own words were changed.
            has_same_words = policy is before or policy.words_in(message.scopes) == words
            if self.scorer.model is model and has_same_words:
                return evaluate_texts(
                    scored,
                    policy=policy,
                    calibrated=model.thresholds,
                    find_thresholds=self.thresholds.find,
                )
