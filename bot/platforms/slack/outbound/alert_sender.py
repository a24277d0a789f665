"""Sends alerts to the moderators of a workspace, and updates them in place after a decision."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

import structlog
from slack_sdk.models.blocks import Block

from bot.alerts.alert import Alert
from bot.alerts.batcher import FULL_ALERTS_PER_MESSAGE, AlertBatcher
from bot.alerts.gathering import Gatherings
from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.interactions.replies import Reply
from bot.platforms.slack.connection.outcomes import attempt
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.outbound.alert_blocks import (
    build_alert_list_blocks,
    build_alerts_blocks,
    build_ping,
    fallback_text,
)
from bot.platforms.slack.outbound.alert_channels import AlertChannels
from bot.platforms.slack.outbound.alert_updates import (
    MessageRef,
    MessageSnapshot,
    PostedAlerts,
    read_snapshot,
    replace_alert,
)
from bot.platforms.slack.outbound.digest_post import post_digest
from bot.platforms.slack.outbound.gathered_alert import show_gathered
from bot.platforms.slack.outbound.own_messages import find_own, make_metadata
from bot.platforms.slack.outbound.reply_blocks import answer_title, build_answer_blocks
from bot.runtime.alert_cards import AlertCards, TransientCards
from bot.runtime.platform_port import DigestMessage

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PAUSE = 1.0
"""Seconds between two messages to a channel: Slack's rate limit."""


class AlertSender:
    """Sender of alerts to the signed-in workspaces, each to its alert channel."""

    def __init__(
        self,
        workspaces: Workspaces,
        channels: AlertChannels,
        *,
        cards: AlertCards | None = None,
        pause: float = _PAUSE,
    ) -> None:
        self._workspaces = workspaces
        self._channels = channels
        self._batcher = AlertBatcher(self._send_batch, pause=pause)
        self._gatherings: Gatherings[MessageRef] = Gatherings()
        self._posted_alerts = PostedAlerts(cards or TransientCards())
        self._update_locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def send(self, alert: Alert) -> Outcome:
        """Send an alert, in one message with others if they come faster than they can be sent."""
        return await self._batcher.send(alert)

    async def announce(self, community: str, change: Reply) -> Outcome:
        """Send a note of a change; unlike an alert, one that cannot be shown is not held."""
        workspace = self._workspaces.resolve(community)
        choice = await self._channels.find_current(workspace)
        if choice.channel is None:
            return choice.outcome
        sending = workspace.web.chat_postMessage(
            channel=choice.channel,
            text=answer_title(change),
            blocks=build_answer_blocks(change),
            unfurl_links=False,
            unfurl_media=False,
        )
        return await attempt(sending, Action.FLAG)

    async def post_digest(self, community: str, digest: DigestMessage) -> Outcome:
        """Post a digest, unless an earlier try has."""
        workspace = self._workspaces.resolve(community)
        choice = await self._channels.find_current(workspace)
        if choice.channel is None:
            return choice.outcome
        return await attempt(post_digest(workspace, choice.channel, digest), Action.FLAG)

    async def update(
        self,
        alert: Alert,
        ref: MessageRef | None = None,
        *,
        snapshot: MessageSnapshot | None = None,
    ) -> None:
        """Update an alert in place, in all messages that show it: `ref` if given, and those it was sent in.

        `snapshot` is what `ref` showed when the button in it was pressed.
        """
        community = alert.case.message.community
        workspace = self._workspaces.resolve(community)
        sent = await self._posted_alerts.find_messages(alert.case.number)
        for each in dict.fromkeys((*([ref] if ref else []), *sent)):
            # One at a time, as a message may hold several alerts.
            async with self._update_locks[community]:
                shown = snapshot if each == ref else None
                updating = self._update_message(workspace, each, alert, shown)
                outcome = await attempt(updating, Action.FLAG)
            if not outcome.is_in_force:
                log.warning("alert not redrawn", case=alert.case.number, reason=outcome.reason)

    async def _send_batch(self, community: str, alerts: Sequence[Alert]) -> Outcome:
        workspace = self._workspaces.resolve(community)
        if not workspace.id:
            return Outcome.gone(Action.FLAG)
        choice = await self._channels.find_current(workspace)
        if choice.channel is None:
            return choice.outcome
        outcome = await attempt(self._post(workspace, choice.channel, alerts), Action.FLAG)
        if outcome.result is not OutcomeResult.DONE:
            self._channels.forget(workspace.id)
        return outcome

    async def _post(self, workspace: Workspace, channel: str, alerts: Sequence[Alert]) -> None:
        """Post alerts, except for those that an earlier try has shown."""
        since = min((a.sent_since for a in alerts if a.sent_since), default=None)
        shown = await find_own(workspace, channel, since)
        for alert in alerts:
            if ts := shown.get(alert.nonce):
                ref = MessageRef(channel, ts)
                self._posted_alerts.note_cases([alert.case.number], ref)
        unshown = [alert for alert in alerts if alert.nonce not in shown]
        alone, raids = self._gatherings.split(workspace.id, unshown)
        for place, several in raids.items():
            ref = await show_gathered(
                self._gatherings, workspace, channel, place=place, alerts=several
            )
            self._posted_alerts.note_cases(_case_numbers(several), ref)
        if alone:
            await self._post_unshown(workspace, channel, alone)

    async def _post_unshown(
        self, workspace: Workspace, channel: str, alerts: Sequence[Alert]
    ) -> None:
        blocks: list[Block] = (
            build_alerts_blocks(alerts)
            if len(alerts) <= FULL_ALERTS_PER_MESSAGE
            else build_alert_list_blocks(alerts)
        )
        blocks = [*build_ping(alerts), *blocks]
        text = fallback_text(alerts)
        posted = await workspace.web.chat_postMessage(
            channel=channel,
            text=text,
            blocks=blocks,
            metadata=make_metadata([alert.nonce for alert in alerts if alert.nonce]),
            unfurl_links=False,
            unfurl_media=False,
        )
        ref, shown = MessageRef(channel, posted["ts"]), [block.to_dict() for block in blocks]
        self._posted_alerts.note_cases(_case_numbers(alerts), ref)
        self._posted_alerts.record_snapshot(ref, MessageSnapshot(text, shown))

    async def _update_message(
        self, workspace: Workspace, ref: MessageRef, alert: Alert, snapshot: MessageSnapshot | None
    ) -> None:
        """Replace one alert in a message; another one in it may have changed since `snapshot`."""
        known = self._posted_alerts.find_snapshot(ref) or snapshot
        before = known or await _fetch_snapshot(workspace, ref)
        after = replace_alert(before, alert) if before else None
        if after:
            await workspace.web.chat_update(
                channel=ref.channel,
                ts=ref.ts,
                text=after.text,
                blocks=list(after.blocks),
                parse="none",
            )
            self._posted_alerts.record_snapshot(ref, after)


def _case_numbers(alerts: Sequence[Alert]) -> list[int]:
    return [alert.case.number for alert in alerts]


async def _fetch_snapshot(workspace: Workspace, ref: MessageRef) -> MessageSnapshot | None:
    """Ask Slack for what a message shows; None if it is gone."""
    history = await workspace.web.conversations_history(
        channel=ref.channel, oldest=ref.ts, latest=ref.ts, inclusive=True, limit=1
    )
    return next(map(read_snapshot, history["messages"]), None)
