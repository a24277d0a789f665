"""Attachments: the texts of snippets, text files, emails, canvases and transcripts."""

from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

import aiohttp
import structlog

from bot.platforms.shared.downloads import (
    UNREAD,
    AttachedText,
    download_text,
    is_text,
    read_texts,
)
from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_name
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.file_texts import (
    CHECK_FILE_INFO,
    is_canvas,
    is_email,
    is_unread,
    read_email,
    read_transcript,
    strip_html,
)
from bot.platforms.slack.inbound.json_fields import JSON, get_objects, get_text

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


async def complete_files(workspace: Workspace, raw: JSON) -> JSON:
    """Return a message with its files as Slack tells of them, where the message holds too little."""
    files = get_objects(raw, "files")
    if not any(map(_is_incomplete, files)):
        return raw
    completed = [
        await _complete(workspace, file) if _is_incomplete(file) else file for file in files
    ]
    return {**raw, "files": completed}


async def read_attachments(
    session: aiohttp.ClientSession, workspace: Workspace, raw: JSON
) -> list[AttachedText]:
    """Read the texts of files, of each the first 64 kB; Slack's preview stands for one that fails.

    That shows the beginning of a longer file, whose rest is unread.
    """
    files = [file for file in get_objects(raw, "files") if _is_readable(file)]
    return await read_texts(files, partial(_read_file, session, workspace))


def _is_incomplete(file: JSON) -> bool:
    is_bare_email = is_email(file) and not get_text(file, "plain_text")
    return get_text(file, "file_access") == CHECK_FILE_INFO or is_bare_email


async def _complete(workspace: Workspace, file: JSON) -> JSON:
    """Ask Slack for a file; return it as it was where Slack does not say."""
    try:
        response = await workspace.web.files_info(file=get_text(file, "id"))
    except CALL_ERRORS as error:
        log.warning("a file is not known", file=get_text(file, "id"), error=error_name(error))
        return file
    shown: JSON = response["file"]
    return shown


def _is_readable(file: JSON) -> bool:
    is_shown = is_email(file) or is_canvas(file) or "transcription" in file
    return is_shown or is_unread(file) or _is_text(file)


def _is_text(file: JSON) -> bool:
    return is_text(get_text(file, "mimetype") or None, get_text(file, "name"))


async def _read_file(
    session: aiohttp.ClientSession, workspace: Workspace, file: JSON
) -> AttachedText:
    if is_unread(file):
        return UNREAD
    if is_email(file):
        return read_email(file)
    if "transcription" in file:
        return read_transcript(file)
    content = await _download(session, workspace, file)
    if is_canvas(file):
        content = replace(content, text=strip_html(content.text))
    preview = get_text(file, "preview")
    if content.text or not preview:
        return content
    return AttachedText(preview, is_unread=file.get("preview_is_truncated") is not False)


async def _download(
    session: aiohttp.ClientSession, workspace: Workspace, file: JSON
) -> AttachedText:
    url = get_text(file, "url_private")
    if not _is_hosted_by_slack(workspace, url):
        return UNREAD
    return await download_text(session, url, token=workspace.web.token or "")


def _is_hosted_by_slack(workspace: Workspace, url: str) -> bool:
    """Return whether the bot's token may be sent there: a remote file can have any URL."""
    file, slack = urlsplit(url), urlsplit(workspace.web.base_url)
    host, own = file.hostname or "", slack.hostname or ""
    return file.scheme == slack.scheme and (host == own or host.endswith(f".{own}"))
