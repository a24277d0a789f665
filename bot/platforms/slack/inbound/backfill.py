"""Backfill: reads the messages that were missed while the bot or its connection was down."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

import structlog
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_name
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.channels import list_joined
from bot.platforms.slack.inbound.converter import edit_ts, format_ts, parse_ts
from bot.runtime.error_boundary import run_guarded

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_GAP = timedelta(days=1)
"""Older messages are left alone: whoever they could hurt has read them."""

_MARGIN = timedelta(minutes=2)
"""Safety margin before a gap: a dead connection is noticed after four pings, and clocks differ."""

_MAX_THREAD_AGE = timedelta(days=1)
"""Longest time between a message and the gap for its thread to be read, too."""

_PAGE_SIZE = 200
_MAX_PAGES = 5
"""Pages read of a channel, or of a thread."""

_CALL_BUDGET = 300
"""Calls a workspace and gap. Slack lets a custom app read 50 pages a minute, so that these take minutes; actions have
limits of their own and go on."""

_CHANNEL_TYPES = ("public_channel", "private_channel", "mpim", "im")

OnRawMessage: TypeAlias = Callable[[Workspace, str, dict[str, Any]], Awaitable[None]]
"""Takes a workspace, a channel's id, and a message of its history as Slack shows it."""


class Backfill:
    """Queue of one gap, and its reader; `on_message` gets each message of it, also those seen before."""

    def __init__(self, workspaces: Workspaces, on_message: OnRawMessage) -> None:
        self._workspaces = workspaces
        self._on_message = on_message
        self._since: datetime | None = None
        self._requested = asyncio.Event()
        self._calls_left = 0

    def catch_up(self, since: datetime) -> None:
        """Schedule a backfill of every channel that the bot is in, from this time on."""
        self._since = min(since - _MARGIN, self._since or since)
        self._requested.set()

    async def run(self) -> None:
        """Read the scheduled gaps, until cancelled."""
        while True:
            await self._requested.wait()
            self._requested.clear()
            since, self._since = self._since, None
            if since:
                since = max(since, datetime.now(UTC) - _MAX_GAP)
                for workspace in self._workspaces.all():
                    self._calls_left = _CALL_BUDGET
                    await self._read_workspace(workspace, since)

    async def _read_workspace(self, workspace: Workspace, since: datetime) -> None:
        try:
            channels = await list_joined(workspace, *_CHANNEL_TYPES)
        except CALL_ERRORS as error:
            log.warning("what was missed cannot be read", error=error_name(error))
            return
        for channel in channels:
            try:
                await self._read_channel(workspace, channel["id"], since)
            except CALL_ERRORS as error:
                name, where = error_name(error), channel["id"]
                log.warning("a channel that was missed cannot be read", channel=where, error=name)
        if not self._calls_left:
            log.warning("not all that was missed could be read", workspace=workspace.id)

    async def _read_channel(self, workspace: Workspace, channel: str, since: datetime) -> None:
        """Replay a channel's new messages, the oldest first, and those in the threads of recent ones."""
        web, oldest = workspace.web, format_ts(since - _MAX_THREAD_AGE)
        history = partial(
            web.conversations_history, channel=channel, oldest=oldest, limit=_PAGE_SIZE
        )
        for message in reversed(await self._list_messages(history)):
            await self._replay_if_new(workspace, channel, message, since)
            if _is_after(message.get("latest_reply"), since):
                thread = {"channel": channel, "ts": message["ts"], "oldest": format_ts(since)}
                for reply in await self._list_messages(
                    partial(web.conversations_replies, **thread, limit=_PAGE_SIZE)
                ):
                    await self._replay_if_new(workspace, channel, reply, since)

    async def _replay_if_new(
        self, workspace: Workspace, channel: str, raw: dict[str, Any], since: datetime
    ) -> None:
        if _is_after(raw["ts"], since) or _is_after(edit_ts(raw), since):
            replay = self._on_message(workspace, channel, raw)
            await run_guarded(replay, channel=channel, message=raw["ts"])

    async def _list_messages(
        self, call: Callable[[], Awaitable[AsyncSlackResponse]]
    ) -> list[dict[str, Any]]:
        """Return the messages of the first pages, as far as the call budget allows."""
        found: list[dict[str, Any]] = []
        pages_left = min(_MAX_PAGES, self._calls_left)
        if not pages_left:
            return found
        async for page in await call():
            self._calls_left -= 1
            pages_left -= 1
            found += page["messages"]
            if not pages_left:
                break
        return found


def _is_after(ts: str | None, since: datetime) -> bool:
    return ts is not None and parse_ts(ts) > since
