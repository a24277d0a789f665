"""Search for messages of the bot's own, which an earlier try may have sent, by the nonces in their metadata.

A file's message has no metadata: the names of its files tell which it is.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.metadata import Metadata

from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.converter import format_ts

_EVENT = "parley_sent"
_NONCES = "nonces"

_PAGE_SIZE = 200
_MAX_PAGES = 5
"""Pages that are read, the newest first, after the time of the first try."""


def make_metadata(nonces: Sequence[str]) -> Metadata:
    """Make the metadata of a message that holds what these nonces stand for."""
    return Metadata(event_type=_EVENT, event_payload={_NONCES: list(nonces)})


async def find_own(workspace: Workspace, channel: str, since: datetime | None) -> Mapping[str, str]:
    """Return the `ts` of each of the bot's messages after `since`, by nonce; none without a time.

    Raises:
        SlackApiError: the channel cannot be read.
    """
    if since is None:
        return {}
    return {
        nonce: message["ts"]
        async for message in _read(workspace, channel, since)
        for nonce in _list_nonces(message)
    }


async def find_own_files(
    workspace: Workspace, channel: str, since: datetime | None
) -> Collection[str]:
    """Return the titles of the files that the bot has posted after `since`; none without a time.

    Raises:
        SlackApiError: the channel cannot be read.
    """
    if since is None:
        return set()
    return {
        file.get("title", "")
        async for message in _read(workspace, channel, since)
        if message.get("user") == workspace.bot_user_id
        for file in message.get("files", ())
    }


async def _read(
    workspace: Workspace, channel: str, since: datetime
) -> AsyncIterator[Mapping[str, Any]]:
    """Read the messages after a time, the newest first, as far as `_MAX_PAGES` reach."""
    pages_left = _MAX_PAGES
    async for page in await workspace.web.conversations_history(
        channel=channel, oldest=format_ts(since), limit=_PAGE_SIZE, include_all_metadata=True
    ):
        for message in page["messages"]:
            yield message
        pages_left -= 1
        if not pages_left:
            break


def _list_nonces(message: Mapping[str, Any]) -> Iterable[str]:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != _EVENT:
        return ()
    nonces: Iterable[str] = metadata.get("event_payload", {}).get(_NONCES, ())
    return nonces
