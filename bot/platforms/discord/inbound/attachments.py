"""The text of attached files."""

from collections.abc import Sequence

import aiohttp
import discord

from bot.platforms.shared.downloads import AttachedText, download_text, is_text, read_texts


async def read_attachments(
    session: aiohttp.ClientSession, attachments: Sequence[discord.Attachment]
) -> list[AttachedText]:
    """Download the first 64 kB of each text file; one that is gone is left out."""
    files = [file for file in attachments if is_text(file.content_type, file.filename)]
    return await read_texts(files, lambda file: download_text(session, file.url))
