"""An asynchronous line reader on a file descriptor, without threads."""

import asyncio
import os
from collections.abc import AsyncGenerator
from select import select

_CHUNK_BYTES = 64 * 1024
_MAX_LINE_BYTES = 1024 * 1024
"""A longer line is split here, so that memory stays bounded."""


async def read_lines(descriptor: int) -> AsyncGenerator[str, None]:
    """Yield lines as they come, without their ends; bytes that are no UTF-8 become U+FFFD."""
    rest = b""
    while chunk := await _read_chunk(descriptor):
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > _MAX_LINE_BYTES:
            lines.append(rest)
            rest = b""
        for line in lines:
            yield _decode(line)
    if rest:
        yield _decode(rest)


async def _read_chunk(descriptor: int) -> bytes:
    """Read what is available, waiting for it if need be; b"" at the end of input."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except PermissionError:  # a file or /dev/null: cannot be waited for, and need not be
        await asyncio.sleep(0)
    else:
        try:
            await ready.wait()
        finally:
            loop.remove_reader(descriptor)
    return os.read(descriptor, _CHUNK_BYTES)


def _decode(line: bytes) -> str:
    return line.removesuffix(b"\r").decode(errors="replace")


def is_waiting(descriptor: int) -> bool:
    """Return whether a read would not block."""
    return bool(select([descriptor], [], [], 0)[0])
