"""Alert outbox: shows what could not be shown, once a channel for it is there, and says so until then."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import NamedTuple

import structlog

from bot.alerts.alert import Alert
from bot.domain.actions import OutcomeResult
from bot.domain.case import Case
from bot.interactions.replies import Reply
from bot.moderation.alert_holds import AlertKey, case_key
from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import run_guarded
from bot.runtime.platform_port import AlertChannel
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import Failed

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_BATCH = 20
"""Alerts that are handed to the platform at once, which gathers them into few messages."""

_RETRY_AFTER = 600.0
"""Seconds until alerts that were refused are tried again, in case no event tells that they may be shown."""


class _Waiting(NamedTuple):
    """An alert that waits to be shown."""

    key: AlertKey
    case: Case


class AlertOutbox:
    """Outbox of one platform's alerts; reports to `stats` and to administrators what cannot be shown."""

    def __init__(self, pipeline: Pipeline, stats: PlatformStats) -> None:
        self._pipeline = pipeline
        self._holds = pipeline.alerts.holds
        self._stats = stats
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._checked: set[str] = set()
        self._retries: set[str] = set()

    async def run(self) -> None:
        """Follow the alert channels and the failures until cancelled."""
        async with asyncio.TaskGroup() as group:
            next_channel = self._pipeline.platform.next_alert_channel
            group.create_task(self._follow(next_channel, self._handle, group))
            group.create_task(self._follow(self._holds.failures.get, self._handle_failure, group))

    async def show_waiting(self, community: str) -> None:
        """Show the alerts of a community that wait, oldest first, until one of them is refused."""
        async with self._locks[community]:
            await self._show_waiting(community)

    @property
    def _platform(self) -> str:
        return self._pipeline.platform.name

    async def _follow(
        self,
        get_next: Callable[[], Awaitable[AlertChannel]],
        handle: Callable[[AlertChannel, asyncio.TaskGroup], Awaitable[None]],
        group: asyncio.TaskGroup,
    ) -> None:
        while True:
            group.create_task(self._guard(handle, await get_next(), group))

    async def _guard(
        self,
        handle: Callable[[AlertChannel, asyncio.TaskGroup], Awaitable[None]],
        channel: AlertChannel,
        group: asyncio.TaskGroup,
    ) -> None:
        """Handle a channel; made here, so that nothing is left behind where the task never begins."""
        await run_guarded(handle(channel, group), alerts=channel.community)

    async def _handle_failure(self, channel: AlertChannel, group: asyncio.TaskGroup) -> None:
        async with self._locks[channel.community]:
            if self._holds.is_held(channel.community):  # else all was shown since then
                await self._report(channel)
                self._retry_later(channel, group)

    async def _handle(self, channel: AlertChannel, group: asyncio.TaskGroup) -> None:
        community, outcome = channel.community, channel.outcome
        is_new = community not in self._checked
        self._checked.add(community)
        async with self._locks[community]:
            if outcome.result is OutcomeResult.GONE:
                self._stats.alert_problems.pop(community, None)
            elif not outcome.is_in_force:
                await self._report(channel)
                self._retry_later(channel, group)
            else:
                self._holds.note_available(community)
                if is_new or self._holds.is_held(community):
                    await self._show_waiting(community)

    async def _show_waiting(self, community: str) -> None:
        failed: set[AlertKey] = set()
        self._holds.hold(community)
        while waiting := await self._claim(community, failed):
            if not await self._send_batch(waiting[:_BATCH], community, failed):
                return
        self._holds.release(community)
        self._stats.alert_problems.pop(community, None)
        notices, insist = self._pipeline.store.notices.administrators, self._pipeline.outage.insist
        await insist(notices.clear, self._platform, community)
        # What came in these last moments.
        await self._send_batch(await self._claim(community, failed), community, failed)

    async def _send_batch(
        self, batch: Sequence[_Waiting], community: str, failed: set[AlertKey]
    ) -> bool:
        """Send alerts, the first of them alone: where it is refused, so are the others."""
        with self._holds.sending([each.key for each in batch]):
            # Built one after the other, so that they are handed over in order.
            built = [(each, await self._build(each, failed)) for each in batch]
            alerts = [(each, alert) for each, alert in built if alert]
            for each, alert in alerts[:1]:
                if not await self._post(each, alert, community, failed):
                    return False
            rest = (self._post(each, alert, community, failed) for each, alert in alerts[1:])
            return all(await asyncio.gather(*rest))

    async def _report(self, channel: AlertChannel) -> None:
        """Report alerts that cannot be shown: to readiness, and once to an administrator."""
        community, outcome = channel.community, channel.outcome
        self._holds.hold(community)
        reason = outcome.reason or f"{self._platform} does not take them at the moment"
        self._stats.alert_problems[community] = reason
        log.warning("alerts wait", community=community, reason=reason, remedy=outcome.remedy)
        notices, insist = self._pipeline.store.notices.administrators, self._pipeline.outage.insist
        if outcome.result is not OutcomeResult.REFUSED or not await insist(
            notices.open, self._platform, community
        ):
            return
        notice = Reply.of(
            "I cannot show alerts to the moderators",
            f"Why: {reason}.",
            f"What helps: {outcome.remedy}",
            "Until then I hold the alerts back, and show them once I can.",
        )
        told = await run_guarded(self._pipeline.platform.tell_administrator(community, notice))
        if isinstance(told, Failed) or not told.is_in_force:
            await insist(notices.clear, self._platform, community)  # so that it is tried again
            why = "" if isinstance(told, Failed) else told.reason
            log.warning("no administrator could be told", community=community, reason=why)

    def _retry_later(self, channel: AlertChannel, group: asyncio.TaskGroup) -> None:
        community = channel.community
        is_limited = channel.outcome.result is OutcomeResult.LIMITED
        delay = channel.outcome.retry_after if is_limited else _RETRY_AFTER

        async def retry() -> None:
            await asyncio.sleep(delay)
            self._retries.discard(community)
            await run_guarded(self.show_waiting(community), alerts=community)

        if community not in self._retries:
            self._retries.add(community)
            group.create_task(retry())

    async def _claim(self, community: str, failed: set[AlertKey]) -> list[_Waiting]:
        """Claim what waits in the store, except for what is being sent or cannot be built."""
        store, insist = self._pipeline.store, self._pipeline.outage.insist
        cases = await insist(store.cases.claim_unshown, self._platform, community)
        appealed = [
            case
            for number in await insist(store.appeals.claim_pending, self._platform)
            if (case := await insist(store.cases.find, number))
            and case.message.community == community
        ]
        waiting = [
            *(_Waiting(case_key(case), case) for case in cases),
            *(_Waiting(("appeal", case.number, case.version), case) for case in appealed),
        ]
        return [w for w in waiting if w.key not in failed and not self._holds.is_taken(w.key)]

    async def _prepare(self, waiting: _Waiting) -> Alert:
        """Build an alert, and record that it is going to be shown."""
        alert = await self._pipeline.outage.insist(self._pipeline.alerts.build, waiting.case)
        return await self._pipeline.alerts.begin(alert, is_appeal=waiting.key[0] == "appeal")

    async def _build(self, waiting: _Waiting, failed: set[AlertKey]) -> Alert | None:
        """Build an alert; None for one that a bug keeps from being built."""
        built = await run_guarded(self._prepare(waiting), alert=waiting.key)
        if isinstance(built, Failed):
            failed.add(waiting.key)
            return None
        return built

    async def _post(
        self, waiting: _Waiting, alert: Alert, community: str, failed: set[AlertKey]
    ) -> bool:
        """Post an alert; one that a bug keeps from being shown is passed over."""
        is_appeal = waiting.key[0] == "appeal"
        post = partial(self._pipeline.alerts.post, alert, is_appeal=is_appeal)
        shown = await run_guarded(
            self._holds.send_held(waiting.key, community, post), alert=waiting.key
        )
        if isinstance(shown, Failed):
            failed.add(waiting.key)
            return True
        return shown
