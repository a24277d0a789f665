"""Alert channels: the choice of each workspace, kept until its channels change."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Collection

import structlog

from bot.domain.actions import Action, Outcome
from bot.platforms.shared.changed_communities import ChangedCommunities
from bot.platforms.slack.connection.api_errors import CALL_ERRORS
from bot.platforms.slack.connection.outcomes import attempt
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.channels import list_joined
from bot.platforms.slack.outbound.alert_channel import (
    ChannelChoice,
    choose_alert_channel,
    is_shared,
)
from bot.runtime.platform_port import AlertChannel, FindAlertChannel, find_no_alert_channel

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_TRUST = 60.0
"""Seconds for which alerts go to a channel that was found, before it is looked at again: it may be shared now."""


class AlertChannels:
    """Alert channels of the signed-in workspaces; `configured`: ids of channels from the policy."""

    def __init__(
        self,
        workspaces: Workspaces,
        configured: Collection[str],
        *,
        find_confirmed: FindAlertChannel = find_no_alert_channel,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workspaces = workspaces
        self._configured = configured
        self._find_confirmed = find_confirmed
        self._timer = timer
        self._choices: dict[str, ChannelChoice] = {}
        self._chosen_at: dict[str, float] = {}
        self._changed = ChangedCommunities()
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def configure(self, configured: Collection[str]) -> None:
        """Take other channels from the policy from now on."""
        self._configured = configured
        self._choices.clear()

    def note_change(self, community: str) -> None:
        """Choose the channel of a workspace again, as its channels have changed."""
        self._choices.pop(community, None)
        self._changed.add(community)

    def forget(self, community: str) -> None:
        """Forget the choice of a workspace, as nothing could be posted there."""
        self._choices.pop(community, None)

    async def next(self) -> AlertChannel:
        """Wait for a workspace whose alert channel may have changed, and choose the channel again."""
        community = await self._changed.next()
        workspace = self._workspaces.find(community)
        if workspace is None:
            return AlertChannel(community, Outcome.gone(Action.FLAG))
        choice = await self.find_current(workspace)
        if choice.warning:
            log.warning("others may read alerts", workspace=workspace.url, warning=choice.warning)
        return AlertChannel(community, choice.outcome)

    async def find_current(self, workspace: Workspace) -> ChannelChoice:
        """Return the channel for an alert of now: a found one that is still what it was."""
        choice = self._choices.get(workspace.id)
        age = self._timer() - self._chosen_at.get(workspace.id, float("-inf"))
        if choice and (choice.channel is None or (not choice.is_named and age > _TRUST)):
            self.forget(workspace.id)
        return await self._find(workspace)

    async def list_confirmable(self, workspace: Workspace) -> list[tuple[str, str]]:
        """List the channels that an administrator may confirm, by id and name; none where there is one."""
        if self._configured or (await self._find(workspace)).channel is not None:
            return []
        try:
            joined = await list_joined(workspace, "private_channel")
        except CALL_ERRORS:
            return []
        return [(c["id"], c["name"]) for c in joined if c["is_private"] and not is_shared(c)]

    async def is_alert_channel(self, workspace: Workspace, channel: str) -> bool:
        """Return whether moderators are shown alerts in this channel."""
        return channel in self._configured or (await self._find(workspace)).channel == channel

    async def _find(self, workspace: Workspace) -> ChannelChoice:
        async with self._locks[workspace.id]:
            choice = self._choices.get(workspace.id)
            if choice is None:
                choice = self._choices[workspace.id] = await self._choose(workspace)
                self._chosen_at[workspace.id] = self._timer()
            return choice

    async def _choose(self, workspace: Workspace) -> ChannelChoice:
        chosen: list[ChannelChoice] = []

        async def choose() -> None:
            is_only = len(self._workspaces.all()) == 1
            confirmed = await self._find_confirmed(workspace.id)
            choosing = choose_alert_channel(
                workspace, self._configured, is_only=is_only, confirmed=confirmed
            )
            chosen.append(await choosing)

        outcome = await attempt(choose(), Action.FLAG)
        return chosen[0] if chosen else ChannelChoice(None, outcome)
