"""The channels that the bot is in, and the public ones that it joins because the policy says so."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.actions import Action, OutcomeResult
from bot.domain.policy import Policy
from bot.platforms.slack.connection.api_errors import UNANSWERED, name_error
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.outbound.outcomes import attempt

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PAGE = 200
"""Channels that one call lists: what Slack recommends."""


class Channels:
    """Joins what is to be joined. `change` is told when the bot has come into another channel."""

    def __init__(
        self, workspaces: Workspaces, policy: Policy, *, change: Callable[[], None]
    ) -> None:
        self._workspaces = workspaces
        self._policy = policy
        self._change = change

    def register(self, app: AsyncApp) -> None:
        """Put what listens to new channels on the app."""
        app.event("channel_created")(self._hear_of_new)
        app.event("channel_unarchive")(self._hear_of_new)
        app.event("member_joined_channel")(self._hear_of_joining)

    async def join_all(self, workspace: Workspace) -> None:
        """Join every public channel that the bot is not in, if the policy says so."""
        if not self._policy.join_public_channels:
            return
        try:
            channels = await _list(workspace.web.conversations_list, "public_channel")
        except UNANSWERED as error:
            log.warning("channels cannot be listed", error=name_error(error))
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

    async def _hear_of_new(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """A channel was made or taken up again: some events hold it, some only its id."""
        if self._policy.join_public_channels:
            channel = event["channel"]
            name = channel if isinstance(channel, str) else channel["id"]
            await self._join(self._workspaces.of(context.team_id or ""), name)

    async def _hear_of_joining(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        workspace = self._workspaces.of(context.team_id or "")
        if event["user"] == workspace.bot_user:
            self._change()


async def list_own(workspace: Workspace, *kinds: str) -> list[dict[str, Any]]:
    """The channels of these kinds that the bot is in: "public_channel", "private_channel", "mpim", "im"."""
    return await _list(workspace.web.users_conversations, *kinds)


async def _list(
    method: Callable[..., Awaitable[AsyncSlackResponse]], *kinds: str
) -> list[dict[str, Any]]:
    pages = await method(types=",".join(kinds), exclude_archived=True, limit=_PAGE)
    return [channel async for page in pages for channel in page["channels"]]
