"""Search for messages of the bot's own, which an earlier try may have sent, by the nonces in their metadata."""

from collections.abc import Iterable, Mapping, Sequence
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
    found: dict[str, str] = {}
    if since is None:
        return found
    pages_left = _MAX_PAGES
    async for page in await workspace.web.conversations_history(
        channel=channel, oldest=format_ts(since), limit=_PAGE_SIZE, include_all_metadata=True
    ):
        found |= {nonce: m["ts"] for m in page["messages"] for nonce in _list_nonces(m)}
        pages_left -= 1
        if not pages_left:
            break
    return found


def _list_nonces(message: Mapping[str, Any]) -> Iterable[str]:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != _EVENT:
        return ()
    nonces: Iterable[str] = metadata.get("event_payload", {}).get(_NONCES, ())
    return nonces
