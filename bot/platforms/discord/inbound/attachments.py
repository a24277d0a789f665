"""The text in attached files."""

from collections.abc import Sequence

import aiohttp
import discord

from bot.platforms.shared.downloads import MOST_FILES, is_text, read_beginning


async def read_files(
    session: aiohttp.ClientSession, attachments: Sequence[discord.Attachment]
) -> list[str]:
    """The first 64 kB of every text file; one that cannot be had is left out."""
    texts = [file for file in attachments if is_text(file.content_type, file.filename)]
    return [await read_beginning(session, file.url) for file in texts[:MOST_FILES]]
