"""Channels: lists those that the bot is in, and joins the public ones where the policy says so."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.actions import Action, OutcomeResult
from bot.domain.policy import Policy
from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_name
from bot.platforms.slack.connection.outcomes import attempt
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.json_fields import JSON

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PAGE_SIZE = 200
"""Channels a page: what Slack recommends."""

_CHANGES = (
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
)
"""Events after which another channel may be right for alerts, or the same one may take them again."""

_NAMED = ("channel_created", "channel_rename", "group_rename")
"""Events that hold the name of a channel."""


class Channels:
    """Joiner of public channels; `on_change` is called with a workspace in which a channel has changed.

    `on_named` takes the event of a channel that was created or renamed.
    """

    def __init__(
        self,
        workspaces: Workspaces,
        policy: Policy,
        *,
        on_change: Callable[[str], None],
        on_named: Callable[[Workspace, JSON], Awaitable[None]],
    ) -> None:
        self._on_named = on_named
        self._workspaces = workspaces
        self._policy = policy
        self._on_change = on_change

    def configure(self, policy: Policy) -> None:
        """Follow another policy from now on."""
        self._policy = policy

    def register(self, app: AsyncApp) -> None:
        """Register the listeners for new channels with the app."""
        app.event("channel_created")(self._on_channel_added)
        app.event("channel_unarchive")(self._on_channel_added)
        app.event("member_joined_channel")(self._on_member_joined)
        for change in _CHANGES:
            app.event(change)(self._on_changed)

    async def join_all(self, workspace: Workspace) -> None:
        """Join every public channel that the bot is not in, if the policy says so."""
        if not self._policy.join_public_channels:
            return
        try:
            channels = await _list_channels(workspace.web.conversations_list, "public_channel")
        except CALL_ERRORS as error:
            log.warning("channels cannot be listed", error=error_name(error))
            return
        for channel in channels:
            if not channel["is_member"]:
                await self._join(workspace, channel["id"])

    async def _join(self, workspace: Workspace, channel: str) -> None:
        if channel in self._policy.exempt.channels:
            return
        outcome = await attempt(workspace.web.conversations_join(channel=channel), Action.NONE)
        if outcome.result is not OutcomeResult.DONE:
            log.warning(
                "channel not joined", channel=channel, reason=outcome.reason, remedy=outcome.remedy
            )

    async def _on_channel_added(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Join a channel that was created or unarchived; the event holds an object or only its id."""
        self._on_change(self._workspaces.resolve(context.team_id or "").id)
        await self._submit_name(event, context)
        if self._policy.join_public_channels:
            channel = event["channel"]
            channel_id = channel if isinstance(channel, str) else channel["id"]
            await self._join(self._workspaces.resolve(context.team_id or ""), channel_id)

    async def _on_member_joined(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        workspace = self._workspaces.resolve(context.team_id or "")
        if event["user"] == workspace.bot_user_id:
            self._on_change(workspace.id)

    async def _on_changed(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        self._on_change(self._workspaces.resolve(context.team_id or "").id)
        await self._submit_name(event, context)

    async def _submit_name(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        if event.get("type") in _NAMED:
            await self._on_named(self._workspaces.resolve(context.team_id or ""), event)


async def list_joined(workspace: Workspace, *types: str) -> list[dict[str, Any]]:
    """List the channels that the bot is in, by type: "public_channel", "private_channel", "mpim", "im"."""
    return await _list_channels(workspace.web.users_conversations, *types)


async def _list_channels(
    method: Callable[..., Awaitable[AsyncSlackResponse]], *types: str
) -> list[dict[str, Any]]:
    pages = await method(types=",".join(types), exclude_archived=True, limit=_PAGE_SIZE)
    return [channel async for page in pages for channel in page["channels"]]
