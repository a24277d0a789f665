"""Attachments: the texts of snippets and of attached text files."""

from functools import partial
from urllib.parse import urlsplit

import aiohttp

from bot.platforms.shared.downloads import (
    UNREAD,
    AttachedText,
    download_text,
    is_text,
    read_texts,
)
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.json_fields import JSON, get_objects, get_text


async def read_attachments(
    session: aiohttp.ClientSession, workspace: Workspace, raw: JSON
) -> list[AttachedText]:
    """Download the first 64 kB of each text file; Slack's preview stands for one that fails.

    That shows the beginning of a longer file, whose rest is unread.
    """
    files = [file for file in get_objects(raw, "files") if _is_text(file)]
    return await read_texts(files, partial(_read_file, session, workspace))


def _is_text(file: JSON) -> bool:
    return is_text(get_text(file, "mimetype") or None, get_text(file, "name"))


async def _read_file(
    session: aiohttp.ClientSession, workspace: Workspace, file: JSON
) -> AttachedText:
    url, content = get_text(file, "url_private"), UNREAD
    if _is_hosted_by_slack(workspace, url):
        content = await download_text(session, url, token=workspace.web.token or "")
    preview = get_text(file, "preview")
    if content.text or not preview:
        return content
    return AttachedText(preview, is_cut=file.get("preview_is_truncated") is not False)


def _is_hosted_by_slack(workspace: Workspace, url: str) -> bool:
    """Return whether the bot's token may be sent there: a remote file can have any URL."""
    file, slack = urlsplit(url), urlsplit(workspace.web.base_url)
    host, own = file.hostname or "", slack.hostname or ""
    return file.scheme == slack.scheme and (host == own or host.endswith(f".{own}"))
