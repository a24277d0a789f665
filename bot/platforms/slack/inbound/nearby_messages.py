"""Messages around one on Slack: read when a moderator asks, and kept nowhere."""

from collections.abc import Sequence
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.domain.message import Message
from bot.domain.surroundings import EACH_SIDE, NearbyMessage, Surroundings
from bot.interactions.replies import Refusal
from bot.platforms.shared.scored_texts import group_texts
from bot.platforms.slack.connection.api_errors import (
    CALL_ERRORS,
    error_code,
    error_name,
    is_transient,
)
from bot.platforms.slack.connection.refusals import explain_code
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.converter import message_ts, parse_ts
from bot.platforms.slack.inbound.json_fields import get_objects, get_text
from bot.platforms.slack.inbound.text_extractor import extract_texts
from bot.platforms.slack.inbound.users import Users

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MOST_PAGES = 5
"""Pages of a thread's earlier replies: Slack gives them from the first one on."""

_PAGE_SIZE = 200


async def read_surroundings(
    workspace: Workspace, users: Users, message: Message
) -> Surroundings | Refusal:
    """Read the messages before and after one in its channel, or in its thread."""
    ts = message_ts(message.id)
    read = _read_thread if message.thread else _read_channel
    try:
        found = await read(workspace, message, ts)
    except CALL_ERRORS as error:
        log.warning("surroundings not read", channel=message.channel, error=error_name(error))
        return refuse_read(error)
    ordered = sorted(
        {raw["ts"]: raw for raw in found}.values(), key=lambda raw: parse_ts(raw["ts"])
    )
    at = parse_ts(ts)
    before = [raw for raw in ordered if parse_ts(raw["ts"]) < at][-EACH_SIDE:]
    after = [raw for raw in ordered if parse_ts(raw["ts"]) > at][:EACH_SIDE]
    own = [raw for raw in ordered if raw["ts"] == ts]
    return Surroundings(
        await _convert(workspace, users, before),
        await _convert(workspace, users, after),
        tuple(name for raw in own for name in _list_files(raw)),
    )


def refuse_read(error: BaseException) -> Refusal:
    """Return why a history could not be read, in one line."""
    code = error_code(error) if isinstance(error, SlackApiError) else ""
    if is_transient(code):
        return Refusal("Slack does not show it at the moment", "ask again in a minute")
    known = explain_code(code)
    if known:
        return Refusal(known.reason, known.remedy)
    needed = "give Parley the history scopes, and /invite it to that channel"
    return Refusal(f"Slack does not show it to me ({code})", needed)


async def _read_channel(workspace: Workspace, message: Message, ts: str) -> list[dict[str, Any]]:
    web, channel = workspace.web, message.channel
    before = await web.conversations_history(
        channel=channel, latest=ts, inclusive=True, limit=EACH_SIDE + 1
    )
    after = await web.conversations_history(channel=channel, oldest=ts, limit=EACH_SIDE)
    return [*before["messages"], *after["messages"]]


async def _read_thread(workspace: Workspace, message: Message, ts: str) -> list[dict[str, Any]]:
    web = workspace.web
    where: dict[str, Any] = {"channel": message.channel, "ts": message.thread}
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        paging: dict[str, Any] = {"cursor": cursor} if cursor else {}
        page = await web.conversations_replies(
            **where, latest=ts, inclusive=True, limit=_PAGE_SIZE, **paging
        )
        found += page["messages"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            break
    after = await web.conversations_replies(**where, oldest=ts, limit=EACH_SIDE + 1)
    return [*found, *after["messages"]]


async def _convert(
    workspace: Workspace, users: Users, found: Sequence[dict[str, Any]]
) -> tuple[NearbyMessage, ...]:
    return tuple(
        [
            NearbyMessage(
                await users.find_author(workspace, raw),
                group_texts(extract_texts(raw))[0],
                parse_ts(raw["ts"]),
                _list_files(raw),
            )
            for raw in found
        ]
    )


def _list_files(raw: dict[str, Any]) -> tuple[str, ...]:
    names = (
        get_text(file, "name") or get_text(file, "title") for file in get_objects(raw, "files")
    )
    return tuple(filter(None, names))
