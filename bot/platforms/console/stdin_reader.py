"""Lines from a file descriptor, without a thread and without making the event loop wait."""

import asyncio
import os
from collections.abc import AsyncGenerator
from select import select

_CHUNK = 64 * 1024
_LONGEST = 1024 * 1024
"""Bytes after which a line without an end is taken as it is, so that memory stays bounded."""


async def read_lines(descriptor: int) -> AsyncGenerator[str, None]:
    """Lines without their ends, as they come; bytes that are no UTF-8 become U+FFFD."""
    rest = b""
    while chunk := await _read_chunk(descriptor):
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > _LONGEST:
            lines.append(rest)
            rest = b""
        for line in lines:
            yield _decode(line)
    if rest:
        yield _decode(rest)


async def _read_chunk(descriptor: int) -> bytes:
    """What is there now, waiting for it if need be; b"" at the end."""
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
    return os.read(descriptor, _CHUNK)


def _decode(line: bytes) -> str:
    return line.removesuffix(b"\r").decode(errors="replace")


def is_waiting(descriptor: int) -> bool:
    """Whether there is something to read already."""
    return bool(select([descriptor], [], [], 0)[0])
