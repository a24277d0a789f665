"""The text in snippets and attached files."""

from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.platforms.shared.downloads import MOST_FILES, is_text, read_beginning
from bot.platforms.slack.connection.workspaces import Workspace


async def read_attachments(
    session: aiohttp.ClientSession, workspace: Workspace, said: dict[str, Any]
) -> list[str]:
    """The first 64 kB of every text file; of one that cannot be had, what Slack shows of it."""
    files = [file for file in said.get("files") or () if _is_text(file)]
    return [await _read(session, workspace, file) for file in files[:MOST_FILES]]


def _is_text(file: dict[str, Any]) -> bool:
    return is_text(file.get("mimetype"), file.get("name") or "")


async def _read(session: aiohttp.ClientSession, workspace: Workspace, file: dict[str, Any]) -> str:
    address, content = file.get("url_private") or "", ""
    if _is_kept_by_slack(workspace, address):
        content = await read_beginning(session, address, token=workspace.web.token or "")
    return content or file.get("preview") or ""


def _is_kept_by_slack(workspace: Workspace, address: str) -> bool:
    """Whether the bot's token may go there: a file that only stands in Slack may lie anywhere."""
    there, slack = urlsplit(address), urlsplit(workspace.web.base_url)
    host, own = there.hostname or "", slack.hostname or ""
    return there.scheme == slack.scheme and (host == own or host.endswith(f".{own}"))
