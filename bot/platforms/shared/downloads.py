"""The text in attached files, as far as it is read."""

from http import HTTPStatus
from typing import Final

import aiohttp

MOST_BYTES: Final = 64 * 1024
"""Read of a file; the rest of it is not looked at."""

MOST_FILES: Final = 10
"""Read of one message."""

_TIMEOUT = aiohttp.ClientTimeout(total=10)

_HAD = (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)

_TEXTS = ("text/", "application/json", "application/xml", "application/x-yaml", "application/toml")
_ENDINGS = (".txt", ".md", ".log", ".csv", ".json", ".xml", ".yaml", ".yml", ".toml", ".ini")
"""Where a type is missing, the name has to do."""


def is_text(kind: str | None, name: str) -> bool:
    """Whether there is text in a file, by its media type, or by its name if it has none."""
    return kind.startswith(_TEXTS) if kind else name.lower().endswith(_ENDINGS)


async def read_beginning(session: aiohttp.ClientSession, address: str, *, token: str = "") -> str:
    """The first 64 kB of a file; "" for one that cannot be had. `token`: who asks for it."""
    headers = {"Range": f"bytes=0-{MOST_BYTES - 1}"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    content = b""
    try:
        async with session.get(
            address, headers=headers, timeout=_TIMEOUT, allow_redirects=False
        ) as response:
            if response.status not in _HAD:  # who may not read is led to a page on which to sign in
                return ""
            async for chunk in response.content.iter_chunked(MOST_BYTES):
                content += chunk
                if len(content) >= MOST_BYTES:
                    break
    except (aiohttp.ClientError, TimeoutError):
        return ""
    return content[:MOST_BYTES].decode(errors="replace")
