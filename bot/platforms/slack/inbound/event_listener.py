"""Event listener: converts message events, and submits the messages to the pipeline."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.fate import MessagesGone
from bot.domain.message import Message
from bot.domain.surfaces import SurfaceRules
from bot.platforms.shared.downloads import AttachedText, come_soon
from bot.platforms.shared.scored_texts import group_texts
from bot.platforms.shared.waiting_messages import WaitingMessages
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.attachments import complete_files, read_attachments
from bot.platforms.slack.inbound.converter import convert_message, edit_ts
from bot.platforms.slack.inbound.json_fields import (
    JSON,
    get_object,
    get_objects,
    get_text,
    get_ts,
)
from bot.platforms.slack.inbound.message_kinds import NAME_SUBTYPES, USER_SUBTYPES, is_unknown
from bot.platforms.slack.inbound.surface_listener import SurfaceListener
from bot.platforms.slack.inbound.text_extractor import extract_texts, has_same_content
from bot.platforms.slack.inbound.users import Users
from bot.runtime.error_boundary import run_guarded
from bot.runtime.fates import Fates
from bot.runtime.platform_port import OnMessage

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_EDITED = "message_changed"
_DELETED = "message_deleted"


class EventListener:
    """Listener for message events; those before `listen` was called wait for it.

    Slack delivers an event up to four times, over any connection: every delivery is submitted, as it
    may be the only one, and the pipeline drops duplicates. It delivers at most 30,000 an hour, so that
    messages for which the queue has no room can wait here. `is_exempt` is asked of each channel: what
    moderators say where they are shown alerts, which they quote, is not moderated. `on_new` is called with
    each new message first, `on_unknown` with each subtype that is not known.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        workspaces: Workspaces,
        users: Users,
        *,
        is_exempt: Callable[[Workspace, str], Awaitable[bool]],
        on_new: Callable[[Workspace, dict[str, Any]], Awaitable[None]],
        rules: SurfaceRules,
        on_unknown: Callable[[str], None],
        fates: Fates,
    ) -> None:
        self._on_unknown = on_unknown
        self._fates = fates
        self.surfaces = SurfaceListener(
            workspaces, users, rules=rules, submit=self._submit, is_exempt=is_exempt
        )
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
        if event.get("subtype") == _DELETED:
            gone = (get_text(event, "deleted_ts"),)
            self._fates.note(MessagesGone(workspace.id, channel, gone))
            return
        if event.get("subtype") != _EDITED:
            await run_guarded(self._on_new(workspace, event), event_type="message", channel=channel)
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
        subtype = get_text(raw, "subtype")
        if is_unknown(subtype):
            self._on_unknown(subtype)
        is_name = subtype in NAME_SUBTYPES
        if not is_name and not _is_from_others(workspace, raw):
            return
        if await self._is_exempt(workspace, channel):
            return
        if is_name:
            await self.surfaces.on_named(workspace, channel, raw)
            return
        await self._read(workspace, channel, raw)
        await self.surfaces.on_author(workspace, channel, get_text(raw, "user"))

    async def _read(self, workspace: Workspace, channel: str, raw: dict[str, Any]) -> None:
        """Submit a message with its files; where these are slow, without them before."""
        if not get_objects(raw, "files"):
            await self._submit(await self._convert(workspace, channel, raw, files=()))
            return
        reading = asyncio.create_task(self._read_files(workspace, raw))
        try:
            if not await come_soon(reading) and any(extract_texts(raw)):
                await self._submit(await self._convert(workspace, channel, raw, files=()))
            completed, files = await reading
            await self._submit(await self._convert(workspace, channel, completed, files=files))
        finally:
            reading.cancel()

    async def convert(self, workspace: Workspace, channel: str, raw: dict[str, Any]) -> Message:
        """Convert one of Slack's messages, with the texts of its attachments."""
        completed, files = await self._read_files(workspace, raw)
        return await self._convert(workspace, channel, completed, files=files)

    async def _read_files(
        self, workspace: Workspace, raw: JSON
    ) -> tuple[dict[str, Any], list[AttachedText]]:
        """Return a message with its files as Slack tells of them, and their texts."""
        completed = dict(await complete_files(workspace, raw))
        return completed, await read_attachments(self._session, workspace, completed)

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
            is_unread=any(file.is_unread for file in files),
            channel=channel,
            author=await self._users.find_author(workspace, raw),
            workspace=workspace,
        )


def _is_from_others(workspace: Workspace, raw: dict[str, Any]) -> bool:
    is_own = raw.get("user") == workspace.bot_user_id or raw.get("bot_id") == workspace.bot_id
    return not is_own and get_text(raw, "subtype") in USER_SUBTYPES
