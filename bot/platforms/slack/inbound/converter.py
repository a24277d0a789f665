"""Converter from Slack's messages to `Message`: ids, times, scopes and links. Pure.

A message's id is its `ts`, which is unique in its channel. Old cases know the second text of one, as "ts/2".
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.message import Author, Message
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.json_fields import JSON, get_object, get_ts

NAME = "slack"

_FRACTION_DIGITS = 6
"""Digits behind the dot of a `ts`: microseconds."""


def parse_ts(ts: str) -> datetime:
    """Parse a `ts`, exactly: "1700000000.000100" -> 2023-11-14 22:13:20.000100 UTC."""
    seconds, _, fraction = ts.partition(".")
    microseconds = int(fraction[:_FRACTION_DIGITS].ljust(_FRACTION_DIGITS, "0"))
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=microseconds)


def format_ts(moment: datetime) -> str:
    """Format a time as a `ts`; the inverse of `parse_ts`."""
    return f"{int(moment.timestamp())}.{moment.microsecond:06d}"


def message_ts(message: str) -> str:
    """Return the `ts` in a message's id: "1700000000.000100/2" -> "1700000000.000100"."""
    return message.partition("/")[0]


def edit_ts(raw: JSON) -> str | None:
    """Return the `ts` of a message's last edit, None for one that was not edited."""
    return get_ts(get_object(raw, "edited"), "ts")


def is_direct_channel(channel: str) -> bool:
    """Return whether this is the id of a direct message channel: "D12"."""
    return channel.startswith("D")


def permalink(workspace: Workspace, channel: str, ts: str, thread: str | None) -> str:
    """Return a message's link, as Slack's "Copy link" makes it."""
    link = f"{workspace.url}archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread}&cid={channel}" if thread else link


def convert_message(
    raw: dict[str, Any],
    texts: Sequence[str],
    *,
    channel: str,
    author: Author,
    workspace: Workspace,
    is_cut: bool = False,
    is_unread: bool = False,
) -> Message:
    """Convert one of Slack's messages, of these texts, at least one, to a `Message`."""
    ts, edit = raw["ts"], edit_ts(raw)
    thread = get_ts(raw, "thread_ts")
    thread = None if thread == ts else thread
    return Message(
        platform=NAME,
        community=workspace.id,
        channel=channel,
        id=ts,
        author=author,
        text=texts[0],
        more_texts=tuple(texts[1:]),
        is_cut=is_cut,
        is_unread=is_unread,
        sent_at=parse_ts(ts),
        edited_at=parse_ts(edit) if edit else None,
        thread=thread,
        link=permalink(workspace, channel, ts, thread),
    )
