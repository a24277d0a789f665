"""Downloads of attached text files, up to a maximum of bytes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, TypeVar

import aiohttp

from bot.domain.message import MAX_SCORED_CHARACTERS

File = TypeVar("File")

MAX_BYTES: Final = 64 * 1024
"""Bytes of a file that are read; the rest is not scored."""

MAX_FILES: Final = 10
"""Files of a message that are read."""

_TIMEOUT = aiohttp.ClientTimeout(total=10)

_MAX_SECONDS = 30.0
"""Seconds for which the files of a message are read."""

PATIENCE = 1.0
"""Seconds for which the text of a message waits for its files; then it is judged, and again with them."""

_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_SUCCESS = (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)

_TEXT_TYPES = (
    "text/",
    "application/json",
    "application/xml",
    "application/x-yaml",
    "application/toml",
)
_TEXT_SUFFIXES = (".txt", ".md", ".log", ".csv", ".json", ".xml", ".yaml", ".yml", ".toml", ".ini")
"""Of a file without a media type."""


def is_text(media_type: str | None, name: str) -> bool:
    """Return True for a text file, by its media type, or by its name if it has none."""
    return (
        media_type.startswith(_TEXT_TYPES) if media_type else name.lower().endswith(_TEXT_SUFFIXES)
    )


@dataclass(frozen=True, slots=True)
class AttachedText:
    """The text of a file; `is_cut`: there is more of it, which was not read; `is_unread`: it cannot be read."""

    text: str
    is_cut: bool = False
    is_unread: bool = False


UNREAD: Final = AttachedText("", is_unread=True)
"""Stands for a file that cannot be read."""

_LEFT_OUT = AttachedText("", is_cut=True)
"""Stands for the files beyond those that are read."""


async def read_texts(
    files: Sequence[File], read: Callable[[File], Awaitable[AttachedText]]
) -> list[AttachedText]:
    """Read the text files of a message: ten at most, for half a minute, none beyond what is scored of it."""
    texts: list[AttachedText] = []
    left = MAX_SCORED_CHARACTERS
    try:
        async with asyncio.timeout(_MAX_SECONDS):
            for file in files:
                if len(texts) == MAX_FILES or left <= 0:
                    return [*texts, _LEFT_OUT]
                texts.append(await read(file))
                left -= len(texts[-1].text)
    except TimeoutError:
        return [*texts, UNREAD]
    return texts


async def come_soon(files: asyncio.Task[File]) -> bool:
    """Wait a moment for the files of a message; False if its own text is better judged without them."""
    done, _ = await asyncio.wait({files}, timeout=PATIENCE)
    return bool(done)


async def download_text(
    session: aiohttp.ClientSession, url: str, *, token: str = ""
) -> AttachedText:
    """Download up to 64 kB of a file, with a bearer token if given.

    What cannot be downloaded is unread; what is not there any more is nothing to be read.
    """
    headers = {"Range": f"bytes=0-{MAX_BYTES}"}  # one more, which tells whether there is more
    if token:
        headers["Authorization"] = f"Bearer {token}"
    content = b""
    try:
        async with session.get(
            url, headers=headers, timeout=_TIMEOUT, allow_redirects=False
        ) as response:
            if response.status in _GONE:
                return AttachedText("")
            if response.status not in _SUCCESS:  # without permission, a redirect to a sign-in page
                return UNREAD
            async for chunk in response.content.iter_chunked(MAX_BYTES):
                content += chunk
                if len(content) > MAX_BYTES:
                    break
    except (aiohttp.ClientError, TimeoutError):
        return UNREAD
    text = content[:MAX_BYTES].decode(errors="replace")
    return AttachedText(text, is_cut=len(content) > MAX_BYTES)
