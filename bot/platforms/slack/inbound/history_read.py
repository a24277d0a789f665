"""Reads of a channel's history, and of a thread's replies, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.converter import edit_ts, format_ts, parse_ts
from bot.platforms.slack.inbound.json_fields import get_ts

MAX_THREAD_AGE = timedelta(days=7)
"""Longest time between a message and the gap for its edits, and the replies to it, to be read, too."""

_PAGE_SIZE = 200
"""Messages a page: what Slack recommends. Apps that are sold outside its Marketplace get 15."""


@dataclass(slots=True)
class HistoryRead:
    """A read of a channel, or with `thread` of a thread, from `oldest` to `latest`; an unfinished one has a cursor."""

    workspace: Workspace
    channel: str
    oldest: datetime
    latest: datetime | None = None
    thread: str | None = None
    cursor: str | None = None
    read: int = 0
    """Messages so far."""
    attempts: int = 0
    """Calls in a row that failed."""

    async def next_page(self) -> list[dict[str, Any]]:
        """Read a page, and return its messages, the oldest first. `cursor` is None after the last one.

        Raises:
            CALL_ERRORS: Slack refuses the call, or does not answer.
        """
        where: dict[str, Any] = {
            "channel": self.channel,
            "oldest": format_ts(self.oldest),
            "limit": _PAGE_SIZE,
        }
        if self.latest:
            where["latest"] = format_ts(self.latest)
        if self.cursor:
            where["cursor"] = self.cursor
        web = self.workspace.web
        if self.thread:
            page = await web.conversations_replies(**where, ts=self.thread)
        else:
            page = await web.conversations_history(**where)
        self.cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        messages = sorted(page["messages"], key=lambda raw: parse_ts(raw["ts"]))
        self.read += len(messages)
        self.attempts = 0
        return messages

    def before(self) -> "HistoryRead":
        """Return the read of the channel's older messages: for edits, and threads that go on."""
        oldest = self.oldest - MAX_THREAD_AGE
        return HistoryRead(self.workspace, self.channel, oldest, latest=self.oldest)

    def threads(self, page: list[dict[str, Any]], since: datetime) -> "Iterator[HistoryRead]":
        """Yield the reads of the threads in a page of a channel that have newer replies."""
        for raw in page:
            if self.thread is None and is_after(get_ts(raw, "latest_reply"), since):
                yield HistoryRead(self.workspace, self.channel, since, thread=raw["ts"])


def is_new(raw: dict[str, Any], since: datetime) -> bool:
    """Return whether a message was written or edited after a time."""
    return is_after(raw["ts"], since) or is_after(edit_ts(raw), since)


def is_after(ts: str | None, since: datetime) -> bool:
    """Return whether a `ts` is after a time."""
    return ts is not None and parse_ts(ts) > since
