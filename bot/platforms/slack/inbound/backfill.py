"""Reading again what was missed while the bot was away, or its connection gone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

import structlog
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms.slack.connection.api_errors import UNANSWERED, name_error
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.channels import list_own
from bot.platforms.slack.inbound.converter import read_edit, read_ts, write_ts
from bot.runtime.error_boundary import run_guarded

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_LONGEST = timedelta(days=1)
"""What was said longer ago is left alone: whom it could hurt has read it."""

_UNNOTICED = timedelta(minutes=2)
"""So much earlier it may have begun: a dead connection is noticed after four pings, and clocks differ."""

_THREADS = timedelta(days=1)
"""So much older may a message be whose thread went on meanwhile."""

_PAGE = 200
_PAGES = 5
"""Of a channel, or of a thread."""

_CALLS = 300
"""In a workspace, after being away. Slack lets an app that people made for themselves read 50 pages a minute, so that
this takes minutes; acting is counted for itself and goes on."""

_KINDS = ("public_channel", "private_channel", "mpim", "im")

Hear: TypeAlias = Callable[[Workspace, str, dict[str, Any]], Awaitable[None]]
"""Takes a message that stands in a channel, by the channel's id."""


class Backfill:
    """What is to be read again. `hear` takes each message, that was missed or was not."""

    def __init__(self, workspaces: Workspaces, hear: Hear) -> None:
        self._workspaces = workspaces
        self._hear = hear
        self._since: datetime | None = None
        self._is_missing = asyncio.Event()
        self._left = 0

    def catch_up(self, since: datetime) -> None:
        """Read again every channel that the bot is in, from this moment on."""
        self._since = min(since - _UNNOTICED, self._since or since)
        self._is_missing.set()

    async def work(self) -> None:
        """Read whatever is missed, until cancelled."""
        while True:
            await self._is_missing.wait()
            self._is_missing.clear()
            since, self._since = self._since, None
            if since:
                since = max(since, datetime.now(UTC) - _LONGEST)
                for workspace in self._workspaces.all():
                    self._left = _CALLS
                    await self._read_all(workspace, since)

    async def _read_all(self, workspace: Workspace, since: datetime) -> None:
        try:
            channels = await list_own(workspace, *_KINDS)
        except UNANSWERED as error:
            log.warning("what was missed cannot be read", error=name_error(error))
            return
        for channel in channels:
            try:
                await self._read(workspace, channel["id"], since)
            except UNANSWERED as error:
                what, where = name_error(error), channel["id"]
                log.warning("a channel that was missed cannot be read", channel=where, error=what)
        if not self._left:
            log.warning("not all that was missed could be read", workspace=workspace.id)

    async def _read(self, workspace: Workspace, channel: str, since: datetime) -> None:
        """What is new in a channel and in the threads of what is not too old, the oldest first."""
        web, oldest = workspace.web, write_ts(since - _THREADS)
        history = partial(web.conversations_history, channel=channel, oldest=oldest, limit=_PAGE)
        for message in reversed(await self._list(history)):
            await self._hear_if_new(workspace, channel, message, since)
            if _is_after(message.get("latest_reply"), since):
                thread = {"channel": channel, "ts": message["ts"], "oldest": write_ts(since)}
                for reply in await self._list(
                    partial(web.conversations_replies, **thread, limit=_PAGE)
                ):
                    await self._hear_if_new(workspace, channel, reply, since)

    async def _hear_if_new(
        self, workspace: Workspace, channel: str, said: dict[str, Any], since: datetime
    ) -> None:
        if _is_after(said["ts"], since) or _is_after(read_edit(said), since):
            hearing = self._hear(workspace, channel, said)
            await run_guarded(hearing, channel=channel, message=said["ts"])

    async def _list(
        self, call: Callable[[], Awaitable[AsyncSlackResponse]]
    ) -> list[dict[str, Any]]:
        """The messages on the first pages, as far as there are calls left for them."""
        found: list[dict[str, Any]] = []
        most = min(_PAGES, self._left)
        if not most:
            return found
        async for page in await call():
            self._left -= 1
            most -= 1
            found += page["messages"]
            if not most:
                break
        return found


def _is_after(ts: str | None, since: datetime) -> bool:
    return ts is not None and read_ts(ts) > since
