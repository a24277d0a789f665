"""Showing cases to the moderators: where, how many at a time, and again once somebody decided.

An owner names the channel in the policy (`alerts`); else it is found among those that the bot is in: one
called "parley", or a private one whose name speaks of moderators.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import structlog
from slack_sdk.models.blocks import Block

from bot.alerts.alert import Alert
from bot.alerts.batcher import CARDS_PER_MESSAGE, AlertBatcher
from bot.alerts.channel_names import is_bot_channel, is_moderator_channel
from bot.domain.actions import Action, OutcomeResult, retry_while_limited
from bot.platforms.slack.connection.api_errors import UNANSWERED, name_error
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.channels import list_own
from bot.platforms.slack.outbound.alert_blocks import build_cards, build_many_blocks, fallback_text
from bot.platforms.slack.outbound.alert_updates import (
    MessageRef,
    MessageSnapshot,
    PostedAlerts,
    read_snapshot,
    update_blocks,
)
from bot.platforms.slack.outbound.outcomes import attempt

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PAUSE = 1.0
"""Seconds between two messages to a channel, by Slack's rule."""

REMEDY = (
    'make a private channel called "parley" and write "/invite @Parley" in it, or name one in the '
    'policy that Parley is in: alerts = ["id of the channel"]'
)


class AlertSender:
    """Sends in the workspaces that were signed in to; `chosen` are ids of channels from the policy."""

    def __init__(
        self, workspaces: Workspaces, chosen: Collection[str], *, pause: float = _PAUSE
    ) -> None:
        self._workspaces = workspaces
        self._chosen = chosen
        self._channels: dict[str, str] = {}
        self._gathering = AlertBatcher(self._send, pause=pause)
        self._posted = PostedAlerts()
        self._redrawing: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def show(self, alert: Alert) -> None:
        """Show it in the moderators' channel; together with others, if they come faster than they go."""
        await self._gathering.show(alert)

    async def update(
        self,
        alert: Alert,
        place: MessageRef | None = None,
        *,
        pressed: MessageSnapshot | None = None,
    ) -> None:
        """Show what has become of it where it stands: in the `place` it was decided at, if there is one.

        `pressed` is what stood there then.
        """
        community = alert.case.message.community
        place = place or self._posted.find(community, alert.case.number)
        if place is None:
            return
        workspace = self._workspaces.of(community)
        # One at a time, as others may stand in the same message.
        async with self._redrawing[community]:
            drawing = self._redraw(workspace, place, alert, pressed)
            outcome = await attempt(drawing, Action.FLAG)
        if not outcome.is_in_force:
            log.warning("alert not redrawn", case=alert.case.number, reason=outcome.reason)

    async def look_for_channel(self, workspace: Workspace) -> None:
        """Say in the log if there is no channel for alerts, before one is needed."""
        try:
            if await self._find(workspace) is None:
                log.warning("no channel for alerts", workspace=workspace.address, remedy=REMEDY)
        except UNANSWERED as error:
            log.warning("channels cannot be listed", error=name_error(error))

    def forget_channels(self) -> None:
        """Channels have changed: look for the moderators' channels anew."""
        self._channels.clear()

    async def _send(self, community: str, alerts: Sequence[Alert]) -> None:
        outcome = await retry_while_limited(
            lambda: attempt(self._post(community, alerts), Action.FLAG)
        )
        if outcome.result is not OutcomeResult.DONE:
            channel = self._channels.pop(community, None)
            remedy = outcome.remedy or REMEDY
            log.warning("alerts not shown", channel=channel, cases=_number(alerts), remedy=remedy)

    async def _post(self, community: str, alerts: Sequence[Alert]) -> None:
        workspace, numbers = self._workspaces.of(community), _number(alerts)
        channel = await self._find(workspace)
        if channel is None:
            where = workspace.address
            log.warning("no channel for alerts", workspace=where, cases=numbers, remedy=REMEDY)
            return
        blocks: list[Block] = (
            build_cards(alerts) if len(alerts) <= CARDS_PER_MESSAGE else build_many_blocks(alerts)
        )
        text = fallback_text(alerts)
        posted = await workspace.web.chat_postMessage(
            channel=channel,
            text=text,
            blocks=blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
        place = MessageRef(channel, posted["ts"])
        self._posted.keep_cases(workspace.id, numbers, place)
        self._posted.keep(place, MessageSnapshot(text, [block.to_dict() for block in blocks]))

    async def _redraw(
        self, workspace: Workspace, place: MessageRef, alert: Alert, pressed: MessageSnapshot | None
    ) -> None:
        """As the message is now: another alert in it may have been drawn anew since the press."""
        before = self._posted.look(place) or pressed or await _ask_for(workspace, place)
        after = update_blocks(before, alert) if before else None
        if after:
            await workspace.web.chat_update(
                channel=place.channel,
                ts=place.ts,
                text=after.text,
                blocks=list(after.blocks),
                parse="none",
            )
            self._posted.keep(place, after)

    async def _find(self, workspace: Workspace) -> str | None:
        if workspace.id not in self._channels:
            own = await list_own(workspace, "public_channel", "private_channel")
            if (found := choose_channel(own, self._chosen)) is not None:
                self._channels[workspace.id] = found
        return self._channels.get(workspace.id)


def choose_channel(channels: Sequence[Mapping[str, Any]], chosen: Collection[str]) -> str | None:
    """The moderators' channel among those that the bot is in; None if none looks like it."""
    by_choice = (c for c in channels if c["id"] in chosen)
    by_name = (c for c in channels if is_bot_channel(c["name"]))
    hidden = (c for c in channels if c["is_private"] and is_moderator_channel(c["name"]))
    found = next((c for group in (by_choice, by_name, hidden) for c in group), None)
    return None if found is None else str(found["id"])


def _number(alerts: Sequence[Alert]) -> list[int]:
    return [alert.case.number for alert in alerts]


async def _ask_for(workspace: Workspace, place: MessageRef) -> MessageSnapshot | None:
    """What a message shows; None if it is gone."""
    history = await workspace.web.conversations_history(
        channel=place.channel, oldest=place.ts, latest=place.ts, inclusive=True, limit=1
    )
    return next(map(read_snapshot, history["messages"]), None)
