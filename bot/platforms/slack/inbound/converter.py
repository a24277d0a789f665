"""Slack's messages as messages of ours: ids, times, places and links. Pure.

A message's id is its `ts`, which is unique in its channel; the second part of a long one is "ts/2".
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.message import Author, Message
from bot.platforms.slack.connection.workspaces import Workspace

NAME = "slack"

_DIGITS = 6
"""Of a second, behind the dot of a `ts`."""


def read_ts(ts: str) -> datetime:
    """When: "1700000000.000100" -> 2023-11-14 22:13:20.000100 UTC. No float is as exact."""
    seconds, _, rest = ts.partition(".")
    microseconds = int(rest[:_DIGITS].ljust(_DIGITS, "0"))
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=microseconds)


def write_ts(moment: datetime) -> str:
    """The `ts` of a moment, as in `read_ts`."""
    return f"{int(moment.timestamp())}.{moment.microsecond:06d}"


def parse_message_id(message: str) -> str:
    """The `ts` in a message's id: "1700000000.000100/2" -> "1700000000.000100"."""
    return message.partition("/")[0]


def read_edit(said: dict[str, Any]) -> str | None:
    """The `ts` of a message's last edit, None for one that is as it was written."""
    return (said.get("edited") or {}).get("ts")


def is_direct(channel: str) -> bool:
    """Whether this is the id of a channel of direct messages: "D12" of the bot and somebody."""
    return channel.startswith("D")


def make_link(workspace: Workspace, channel: str, ts: str, thread: str | None) -> str:
    """Where people see a message, as Slack's own menu copies it."""
    link = f"{workspace.address}archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread}&cid={channel}" if thread else link


def make_messages(
    said: dict[str, Any],
    texts: Sequence[str],
    *,
    channel: str,
    author: Author,
    workspace: Workspace,
) -> list[Message]:
    """A message of ours for each text in one of Slack's."""
    ts, edit = said["ts"], read_edit(said)
    thread = said.get("thread_ts")
    thread = None if thread == ts else thread
    return [
        Message(
            platform=NAME,
            community=workspace.id,
            channel=channel,
            id=ts if number == 1 else f"{ts}/{number}",
            author=author,
            text=text,
            sent_at=read_ts(ts),
            edited_at=read_ts(edit) if edit else None,
            thread=thread,
            link=make_link(workspace, channel, ts, thread),
            is_joinable=number == 1,
        )
        for number, text in enumerate(texts, 1)
    ]
