"""Digests: a report in each community's alert channel, when it is due; a missed one is made up once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import structlog

from bot.domain.actions import OutcomeResult
from bot.domain.digest_schedule import Digest, find_last_due
from bot.domain.reporting_rules import DigestRules
from bot.domain.statistics import ModerationStats
from bot.domain.steps import hash_nonce
from bot.interactions.replies import FileReply
from bot.moderation.pipeline import Pipeline
from bot.reports.report import build_report
from bot.runtime.platform_port import DigestMessage

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_RETRY = timedelta(hours=1)
"""The time until the next try where moderators could not be shown a digest."""


class Digests:
    """The digests of one platform's communities, of those that this process `serves`."""

    def __init__(
        self, pipeline: Pipeline, *, serves: Callable[[str], bool] = lambda _community: True
    ) -> None:
        self._pipeline = pipeline
        self._serves = serves
        self._retry_at: dict[str, datetime] = {}

    async def send_due(self) -> None:
        """Send each community the digest that is due, unless it was sent."""
        pipeline = self._pipeline
        if pipeline.policies.base.digest.every == "off":
            return
        platform = pipeline.platform.name
        await pipeline.store.counters.flush()
        communities = await pipeline.store.statistics.list_communities(platform)
        for community in filter(self._serves, communities):
            await self._send_if_due(community)

    async def _send_if_due(self, community: str) -> None:
        now, runs = self._pipeline.now(), self._pipeline.store.digest_runs
        if now < self._retry_at.get(community, now):
            return
        rules = (await self._pipeline.policies.resolve(community)).digest
        digest, platform = find_last_due(rules, community, now), self._pipeline.platform.name
        if digest is None:
            return
        begun = await runs.begin(platform, community, due_at=digest.due_at, now=now)
        if begun is None:
            return
        message = DigestMessage(
            await self._build(community, digest, rules),
            nonce=hash_nonce(platform, community, digest.due_at.isoformat()),
            sent_since=begun.sent_since,
        )
        outcome = await self._pipeline.platform.post(community, message)
        insist = self._pipeline.outage.insist
        if outcome.is_in_force or outcome.result is OutcomeResult.GONE:
            await insist(runs.finish, platform, community, due_at=digest.due_at, at=now)
            self._retry_at.pop(community, None)
            return
        if outcome.result is OutcomeResult.REFUSED:
            await insist(runs.withdraw, platform, community, due_at=digest.due_at)
        self._retry_at[community] = now + _RETRY
        log.warning("digest not shown", community=community, reason=outcome.reason)

    async def _build(self, community: str, digest: Digest, rules: DigestRules) -> FileReply:
        week = (digest.until - timedelta(days=6), digest.until)
        return await build_report(
            await self._count(community, (digest.since, digest.until), rules),
            await self._count(community, digest.before(), rules),
            title=f"The {rules.every} in moderation",
            name=f"parley-{digest.until}.png",
            zone=rules.zone_of(community).key,
            charted=await self._count(community, week, rules),  # a single column says nothing
        )

    async def _count(
        self, community: str, days: tuple[date, date], rules: DigestRules
    ) -> ModerationStats:
        since, until = days
        return await self._pipeline.store.statistics.count(
            platform=self._pipeline.platform.name,
            community=community,
            since=since,
            until=until,
            zone=rules.zone_of(community),
        )
