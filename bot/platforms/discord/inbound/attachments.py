"""The text of attached files."""

from collections.abc import Sequence

import aiohttp
import discord

from bot.platforms.shared.downloads import (
    BEYOND_MAX_FILES,
    MAX_FILES,
    AttachedText,
    download_text,
    is_text,
)


async def read_attachments(
    session: aiohttp.ClientSession, attachments: Sequence[discord.Attachment]
) -> list[AttachedText]:
    """Download the first 64 kB of each text file; one that cannot be downloaded is left out."""
    files = [file for file in attachments if is_text(file.content_type, file.filename)]
    read = [await download_text(session, file.url) for file in files[:MAX_FILES]]
    return [*read, BEYOND_MAX_FILES] if len(files) > MAX_FILES else read
