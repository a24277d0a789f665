"""The text in attached files."""

from collections.abc import Sequence
from typing import Final

import aiohttp
import discord

MOST_BYTES: Final = 64 * 1024
"""Read of a file; the rest of it is not looked at."""

_MOST_FILES = 10
_TIMEOUT = aiohttp.ClientTimeout(total=10)

_TEXTS = ("text/", "application/json", "application/xml", "application/x-yaml", "application/toml")
_ENDINGS = (".txt", ".md", ".log", ".csv", ".json", ".xml", ".yaml", ".yml", ".toml", ".ini")
"""Where a type is missing, the name has to do."""


def is_text(attachment: discord.Attachment) -> bool:
    """Whether there is text in it, by its type, or by its name if it has none."""
    if attachment.content_type:
        return attachment.content_type.startswith(_TEXTS)
    return attachment.filename.lower().endswith(_ENDINGS)


async def read_files(
    session: aiohttp.ClientSession, attachments: Sequence[discord.Attachment]
) -> list[str]:
    """The first 64 kB of every text file; one that cannot be had is left out."""
    texts = [attachment for attachment in attachments if is_text(attachment)]
    return [await _read_file(session, attachment.url) for attachment in texts[:_MOST_FILES]]


async def _read_file(session: aiohttp.ClientSession, address: str) -> str:
    begin = {"Range": f"bytes=0-{MOST_BYTES - 1}"}
    content = b""
    try:
        async with session.get(address, headers=begin, timeout=_TIMEOUT) as response:
            if not response.ok:
                return ""
            async for chunk in response.content.iter_chunked(MOST_BYTES):
                content += chunk
                if len(content) >= MOST_BYTES:
                    break
    except (aiohttp.ClientError, TimeoutError):
        return ""
    return content[:MOST_BYTES].decode(errors="replace")
