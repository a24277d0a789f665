"""Tally: what was decided on is counted in the store, and scores near a threshold are noted."""

from datetime import datetime

from bot.domain.message import Message
from bot.domain.near_threshold import is_near, needs_author
from bot.domain.verdict import Verdict
from bot.moderation.judging import Judge
from bot.store.store import Store
from classifier import Unscored


class Tally:
    """Tally of one platform's messages, in memory until the store is flushed."""

    def __init__(self, platform: str, store: Store, judge: Judge) -> None:
        self._platform = platform
        self._store = store
        self._judge = judge

    def count(self, kind: str, community: str, *, at: datetime, number: int = 1) -> None:
        """Count messages of a kind on the day that it was in the time zone of their community."""
        self._store.counters.count(
            kind,
            platform=self._platform,
            community=community,
            at=at,
            zone=self._judge.policies.base.digest.zone_of(community),
            number=number,
        )

    def note_near(self, message: Message, verdict: Verdict) -> None:
        """Note the scores of a message that another policy might have flagged."""
        policy, scores = self._judge.policies.recall(message.community), verdict.scores
        if isinstance(scores, Unscored):
            return
        if is_near(policy, message, verdict, calibrated=self._judge.scorer.model.thresholds):
            self._store.near_scores.note(
                message,
                scores,
                language=scores.language,
                with_author=needs_author(policy),
                is_moderator=policy.is_moderator(message.author),
            )
