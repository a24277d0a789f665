"""Attachments: the texts of snippets and of attached text files."""

from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.platforms.shared.downloads import (
    BEYOND_MAX_FILES,
    MAX_FILES,
    AttachedText,
    download_text,
    is_text,
)
from bot.platforms.slack.connection.workspaces import Workspace


async def read_attachments(
    session: aiohttp.ClientSession, workspace: Workspace, raw: dict[str, Any]
) -> list[AttachedText]:
    """Download the first 64 kB of each text file; Slack's preview stands for one that fails."""
    files = [file for file in raw.get("files") or () if _is_text(file)]
    read = [await _read_file(session, workspace, file) for file in files[:MAX_FILES]]
    return [*read, BEYOND_MAX_FILES] if len(files) > MAX_FILES else read


def _is_text(file: dict[str, Any]) -> bool:
    return is_text(file.get("mimetype"), file.get("name") or "")


async def _read_file(
    session: aiohttp.ClientSession, workspace: Workspace, file: dict[str, Any]
) -> AttachedText:
    url = file.get("url_private") or ""
    if _is_hosted_by_slack(workspace, url):
        content = await download_text(session, url, token=workspace.web.token or "")
        if content.text:
            return content
    return AttachedText(file.get("preview") or "")


def _is_hosted_by_slack(workspace: Workspace, url: str) -> bool:
    """Return whether the bot's token may be sent there: a remote file can have any URL."""
    file, slack = urlsplit(url), urlsplit(workspace.web.base_url)
    host, own = file.hostname or "", slack.hostname or ""
    return file.scheme == slack.scheme and (host == own or host.endswith(f".{own}"))
