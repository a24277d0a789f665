"""Bookkeeper: admits messages to the pipeline, keeps the books of them, and tells of what was shed."""

import structlog

from bot.domain.message import Message
from bot.domain.verdict import Verdict
from bot.moderation.pipeline import Pipeline
from bot.moderation.shed_notices import ShedNotices
from bot.moderation.tally import Tally
from bot.runtime.message_books import SHED
from bot.runtime.message_bus import BUS_SILENT
from bot.runtime.overflow import Overflow
from bot.runtime.platform_port import OnMessage
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import PipelineResult

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Bookkeeper:
    """Bookkeeper of one platform's messages: the counters in the store balance with the books in `stats`.

    `moderate`: another way to moderate a message than the pipeline's own.
    """

    def __init__(
        self, pipeline: Pipeline, stats: PlatformStats, *, moderate: OnMessage | None = None
    ) -> None:
        self._pipeline, platform = pipeline, pipeline.platform
        self._moderate = moderate or pipeline.moderate
        self._intake = stats.intake
        self._intake.is_calm = pipeline.scorer.is_calm
        self._books = stats.books
        self._tally = Tally(platform.name, pipeline.store, pipeline.judge)
        self.notices = ShedNotices(
            platform, stats.books, lambda: stats.problems.get(BUS_SILENT, "")
        )
        stats.note_place_read = self._give_up
        pipeline.decision_times.subscribe(stats.decision_times.observe)

    async def moderate(self, message: Message) -> PipelineResult:
        """Moderate a message, if there is room for it."""
        if overflow := self._intake.refuse(message):
            return overflow
        with self._intake.holding(message):
            return await self._moderate(message)

    def record(self, message: Message, result: PipelineResult) -> None:
        """Record what became of a message."""
        if kind := self._books.record(message, result):
            self._tally.count(kind, message.community, at=message.sent_at)
        if isinstance(result, Verdict):
            self._tally.note_near(message, result)
        if isinstance(result, Overflow):
            if not self._pipeline.outage.problem:  # of which moderators hear otherwise
                self.notices.note_shed(message.community)
        else:
            self.notices.note_progress(message.community)

    def _give_up(self, place: str) -> None:
        """Count what was shed in a thread or channel and was not found when it was read again."""
        for community, number in self._books.give_up(place).items():
            log.warning("not all that was shed could be read", channel=place, messages=number)
            self._tally.count(SHED, community, at=self._pipeline.now(), number=number)
            self.notices.note_progress(community)
