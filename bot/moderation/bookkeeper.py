"""Bookkeeper: admits messages to the pipeline, keeps the books of them, and tells of what was shed."""

from datetime import UTC, datetime

import structlog

from bot.domain.message import Message
from bot.domain.near_threshold import is_near, needs_author
from bot.domain.verdict import Verdict
from bot.moderation.pipeline import Pipeline
from bot.moderation.shed_notices import ShedNotices
from bot.runtime.message_books import SHED
from bot.runtime.overflow import Overflow
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import PipelineResult
from classifier import Unscored

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Bookkeeper:
    """Bookkeeper of one platform's messages: the counters in the store balance with the books in `stats`."""

    def __init__(self, pipeline: Pipeline, stats: PlatformStats) -> None:
        self._pipeline = pipeline
        self._intake = stats.intake
        self._intake.is_calm = pipeline.scorer.is_calm
        self._books = stats.books
        self._counters = pipeline.store.counters
        self.notices = ShedNotices(pipeline.platform, stats.books)
        stats.note_place_read = self._give_up
        pipeline.decision_times.subscribe(stats.decision_times.observe)

    async def moderate(self, message: Message) -> PipelineResult:
        """Moderate a message, if there is room for it."""
        if overflow := self._intake.refuse(message):
            return overflow
        with self._intake.holding(message):
            return await self._pipeline.moderate(message)

    def record(self, message: Message, result: PipelineResult) -> None:
        """Record what became of a message."""
        if kind := self._books.record(message, result):
            self._count(kind, message.community, at=message.sent_at)
        if isinstance(result, Verdict):
            self._note_near(message, result)
        if isinstance(result, Overflow):
            if not self._pipeline.outage.problem:  # of which moderators hear otherwise
                self.notices.note_shed(message.community)
        else:
            self.notices.note_progress(message.community)

    def _note_near(self, message: Message, verdict: Verdict) -> None:
        """Note the scores of a message that another policy might have flagged."""
        pipeline = self._pipeline
        policy, scores = pipeline.policies.recall(message.community), verdict.scores
        if isinstance(scores, Unscored):
            return
        if is_near(policy, message, verdict, calibrated=pipeline.calibrated):
            pipeline.store.near_scores.note(
                message,
                scores,
                language=scores.language,
                with_author=needs_author(policy),
                is_moderator=policy.is_moderator(message.author),
            )

    def _give_up(self, place: str) -> None:
        """Count what was shed in a thread or channel and was not found when it was read again."""
        for community, number in self._books.give_up(place).items():
            log.warning("not all that was shed could be read", channel=place, messages=number)
            self._count(SHED, community, at=datetime.now(UTC), number=number)
            self.notices.note_progress(community)

    def _count(self, kind: str, community: str, *, at: datetime, number: int = 1) -> None:
        self._counters.count(
            kind,
            platform=self._pipeline.platform.name,
            community=community,
            at=at,
            zone=self._pipeline.policies.base.digest.zone_of(community),
            number=number,
        )
