"""Downloads of attached text files, up to a maximum of bytes."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import aiohttp

MAX_BYTES: Final = 64 * 1024
"""Bytes of a file that are read; the rest is not scored."""

MAX_FILES: Final = 10
"""Files of a message that are read."""

_TIMEOUT = aiohttp.ClientTimeout(total=10)

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
    """The text of a file; `is_cut`: there is more of it, which was not read."""

    text: str
    is_cut: bool = False


BEYOND_MAX_FILES: Final = AttachedText("", is_cut=True)
"""Stands for the files beyond `MAX_FILES`."""


async def download_text(
    session: aiohttp.ClientSession, url: str, *, token: str = ""
) -> AttachedText:
    """Download up to 64 kB of a file, with a bearer token if given; "" if that fails."""
    headers = {"Range": f"bytes=0-{MAX_BYTES}"}  # one more, which tells whether there is more
    if token:
        headers["Authorization"] = f"Bearer {token}"
    content = b""
    try:
        async with session.get(
            url, headers=headers, timeout=_TIMEOUT, allow_redirects=False
        ) as response:
            if response.status not in _SUCCESS:  # without permission, a redirect to a sign-in page
                return AttachedText("")
            async for chunk in response.content.iter_chunked(MAX_BYTES):
                content += chunk
                if len(content) > MAX_BYTES:
                    break
    except (aiohttp.ClientError, TimeoutError):
        return AttachedText("")
    text = content[:MAX_BYTES].decode(errors="replace")
    return AttachedText(text, is_cut=len(content) > MAX_BYTES)
