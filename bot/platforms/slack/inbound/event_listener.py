"""Event listener: converts message events, and submits the messages to the pipeline."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.message import Message
from bot.platforms.shared.downloads import AttachedText, come_soon
from bot.platforms.shared.scored_texts import group_texts
from bot.platforms.shared.waiting_messages import WaitingMessages
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.attachments import read_attachments
from bot.platforms.slack.inbound.converter import convert_message, edit_ts
from bot.platforms.slack.inbound.json_fields import get_object, get_text, get_ts
from bot.platforms.slack.inbound.text_extractor import (
    USER_SUBTYPES,
    extract_texts,
    has_same_content,
)
from bot.platforms.slack.inbound.users import Users
from bot.runtime.error_boundary import run_guarded
from bot.runtime.platform_port import OnMessage

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_EDITED = "message_changed"


class EventListener:
    """Listener for message events; those before `listen` was called wait for it.

    Slack delivers an event up to four times, over any connection: every delivery is submitted, as it
    may be the only one, and the pipeline drops duplicates. It delivers at most 30,000 an hour, so that
    messages for which the queue has no room can wait here. `is_exempt` is asked of each channel: what
    moderators say where they are shown alerts, which they quote, is not moderated. `on_new` is called with
    each new message first.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        workspaces: Workspaces,
        users: Users,
        *,
        is_exempt: Callable[[Workspace, str], Awaitable[bool]],
        on_new: Callable[[Workspace, dict[str, Any]], Awaitable[None]],
    ) -> None:
        self._is_exempt = is_exempt
        self._on_new = on_new
        self._session = session
        self._workspaces = workspaces
        self._users = users
        self._waiting = WaitingMessages()
        self._listener: asyncio.Future[OnMessage] = asyncio.get_running_loop().create_future()

    def register(self, app: AsyncApp) -> None:
        """Register the listener for messages with the app."""
        app.event("message")(self.on_event)

    @property
    def unread_since(self) -> datetime | None:
        """Return when the oldest message was written that waits for room; None if there is none."""
        return self._waiting.since

    def listen(self, on_message: OnMessage) -> None:
        """Submit messages to `on_message` from now on, and those that have waited."""
        self._listener.set_result(on_message)

    async def on_event(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Handle an event: a message was posted or edited, or Slack itself reports something."""
        workspace = self._workspaces.resolve(context.team_id or "")
        channel = get_text(event, "channel")
        if event.get("subtype") != _EDITED:
            await run_guarded(self._on_new(workspace, event), event="message", channel=channel)
            await self.on_message(workspace, channel, event)
            return
        after, before = get_object(event, "message"), get_object(event, "previous_message")
        if not before or not has_same_content(after, before):
            # An edit by a bot carries no time of its own.
            edited = {"ts": edit_ts(after) or get_ts(event, "ts")}
            await self.on_message(workspace, channel, {**after, "edited": edited})

    async def on_message(self, workspace: Workspace, channel: str, raw: dict[str, Any]) -> None:
        """Submit a message, as an event or a channel's history shows it."""
        if not channel or not get_ts(raw, "ts"):
            log.warning("an event is no message", channel=channel, subtype=get_text(raw, "subtype"))
            return
        if not _is_from_others(workspace, raw) or await self._is_exempt(workspace, channel):
            return
        reading = asyncio.create_task(read_attachments(self._session, workspace, raw))
        try:
            if not await come_soon(reading) and any(extract_texts(raw)):
                await self._submit(await self._convert(workspace, channel, raw, files=()))
            files = await reading
            await self._submit(await self._convert(workspace, channel, raw, files=files))
        finally:
            reading.cancel()

    async def convert(self, workspace: Workspace, channel: str, raw: dict[str, Any]) -> Message:
        """Convert one of Slack's messages, with the texts of its attachments."""
        files = await read_attachments(self._session, workspace, raw)
        return await self._convert(workspace, channel, raw, files=files)

    async def _submit(self, message: Message) -> None:
        await self._waiting.submit(await self._listener, message)

    async def _convert(
        self,
        workspace: Workspace,
        channel: str,
        raw: dict[str, Any],
        *,
        files: Sequence[AttachedText],
    ) -> Message:
        return convert_message(
            raw,
            group_texts([*extract_texts(raw), *(file.text for file in files)]),
            is_cut=any(file.is_cut for file in files),
            channel=channel,
            author=await self._users.find_author(workspace, raw),
            workspace=workspace,
        )


def _is_from_others(workspace: Workspace, raw: dict[str, Any]) -> bool:
    is_own = raw.get("user") == workspace.bot_user_id or raw.get("bot_id") == workspace.bot_id
    return not is_own and get_text(raw, "subtype") in USER_SUBTYPES
