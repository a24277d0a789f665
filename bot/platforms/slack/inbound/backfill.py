"""Backfill: reads the messages that were missed while the bot or its connection was down."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

import structlog
from slack_sdk.errors import SlackApiError

from bot.platforms.slack.connection.api_errors import (
    CALL_ERRORS,
    error_code,
    error_name,
    is_transient,
)
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces, ask_until_answered
from bot.platforms.slack.inbound.channels import list_joined
from bot.platforms.slack.inbound.history_read import HistoryRead, is_new
from bot.runtime.error_boundary import run_guarded
from bot.runtime.missed_messages import Missed, MissedMessages

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_GAP = timedelta(days=1)
"""Older messages are left alone: whoever they could hurt has read them. So is what takes longer to read."""

_MARGIN = timedelta(minutes=2)
"""Safety margin before a gap: a dead connection is noticed after four pings, and clocks differ."""

_CALL_BUDGET = 50
_ROUND = 60.0
"""Calls of a workspace in a round, and the round's seconds: what Slack lets a custom app read in a minute."""

_MAX_ATTEMPTS = 3
"""Calls in a row that may fail before a read is given up; any number where Slack asks for patience."""

_MAX_WORKSPACES = 16
"""Workspaces that are read at once: one of them may take an hour."""

_CHANNEL_TYPES = ("public_channel", "private_channel", "mpim", "im")

OnRawMessage: TypeAlias = Callable[[Workspace, str, dict[str, Any]], Awaitable[None]]
"""Takes a workspace, a channel's id, and a message of its history as Slack shows it."""


class Backfill:
    """Queue of one gap, and its reader; `on_message` gets each message of it, also those seen before.

    It reads in rounds until all is read. What it gives up is noted in `missed`.
    """

    def __init__(
        self, workspaces: Workspaces, on_message: OnRawMessage, missed: MissedMessages
    ) -> None:
        self._workspaces = workspaces
        self._on_message = on_message
        self._missed = missed
        self._since: datetime | None = None
        self._reading_since: datetime | None = None
        self._requested = asyncio.Event()

    def catch_up(self, since: datetime) -> None:
        """Schedule a backfill of every channel that the bot is in, from this time on."""
        self._since = min(since - _MARGIN, self._since or since)
        self._requested.set()

    @property
    def unread_since(self) -> datetime | None:
        """Return from when on channels are still to be read; None if all are read."""
        return min(filter(None, (self._since, self._reading_since)), default=None)

    async def run(self) -> None:
        """Read the scheduled gaps, until cancelled."""
        while True:
            await self._requested.wait()
            self._requested.clear()
            since, self._since = self._since, None
            self._reading_since = since
            if since:
                slots = asyncio.Semaphore(_MAX_WORKSPACES)
                await asyncio.gather(
                    *(self._read(each, since, slots) for each in self._workspaces.all())
                )
            self._reading_since = None

    async def _read(self, workspace: Workspace, since: datetime, slots: asyncio.Semaphore) -> None:
        async with slots:
            await run_guarded(self._read_workspace(workspace, since), workspace=workspace.id)
        self._missed.publish()

    async def _read_workspace(self, workspace: Workspace, gap: datetime) -> None:
        """Read what is new first, then the threads in it, then what is older: for edits and other threads."""
        since = max(gap, datetime.now(UTC) - _MAX_GAP)
        if since > gap + _MARGIN:
            reason = f"what was written from {gap:%Y-%m-%d %H:%M} to {since:%Y-%m-%d %H:%M} UTC is too old"
            self._missed.note(workspace.id, Missed("", reason))
        try:
            listing = partial(list_joined, workspace, *_CHANNEL_TYPES)
            channels = await ask_until_answered(listing)
        except CALL_ERRORS as error:
            log.warning("what was missed cannot be read", error=error_name(error))
            self._missed.note(
                workspace.id, Missed("", f"Slack lists no channels: {error_name(error)}")
            )
            return
        reads = deque(HistoryRead(workspace, channel["id"], since) for channel in channels)
        older = deque(read.before() for read in reads)
        deadline = datetime.now(UTC) + _MAX_GAP
        while reads or older:
            began_at = asyncio.get_running_loop().time()
            for _ in range(_CALL_BUDGET):
                if not await self._read_page(reads or older, since, deadline, then=reads):
                    break
            if reads or older:
                log.info("what was missed is read on later", workspace=workspace.id)
                await asyncio.sleep(began_at + _ROUND - asyncio.get_running_loop().time())

    async def _read_page(
        self,
        queue: "deque[HistoryRead]",
        since: datetime,
        deadline: datetime,
        *,
        then: "deque[HistoryRead]",
    ) -> bool:
        """Read the next page of the first in a queue, which goes on behind the others.

        Threads in it are read `then`. Returns False where there is nothing to read, or Slack asks for patience.
        """
        if not queue:
            return False
        read = queue.popleft()
        if datetime.now(UTC) > deadline:
            self._give_up(read, "Slack lets me read too slowly")
            return True
        try:
            page = await read.next_page()
        except CALL_ERRORS as error:
            return self._try_again(read, error, queue)
        for raw in page:
            if is_new(raw, since):
                replay = self._on_message(read.workspace, read.channel, raw)
                await run_guarded(replay, channel=read.channel, message=raw["ts"])
        then.extend(read.threads(page, since))
        if read.cursor:
            queue.append(read)
        return True

    def _try_again(
        self, read: HistoryRead, error: BaseException, queue: "deque[HistoryRead]"
    ) -> bool:
        """Put a read back whose call failed, or give it up; return whether others can go on now."""
        code = error_code(error) if isinstance(error, SlackApiError) else ""
        is_limited = code == "ratelimited"
        read.attempts += not is_limited
        if is_transient(code) and read.attempts < _MAX_ATTEMPTS:
            queue.append(read)
            return not is_limited
        self._give_up(read, f"Slack does not let me read it: {error_name(error)}")
        return True

    def _give_up(self, read: HistoryRead, reason: str) -> None:
        missed = Missed(read.channel, reason, read.read)
        self._missed.note(read.workspace.id, missed)
