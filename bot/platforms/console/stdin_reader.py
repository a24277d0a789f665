"""An asynchronous line reader on a file descriptor, without threads where the system can wait for it."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import suppress
from select import select
from threading import Thread

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
    except NotImplementedError:  # the loop of Windows waits for no files
        return await _read_in_thread(descriptor)
    else:
        try:
            await ready.wait()
        finally:
            loop.remove_reader(descriptor)
    return os.read(descriptor, _CHUNK_BYTES)


async def _read_in_thread(descriptor: int) -> bytes:
    """Read in a thread that ends with the process: an executor's would keep it until the next line."""
    loop = asyncio.get_running_loop()
    read: asyncio.Future[bytes] = loop.create_future()

    def deliver(chunk: bytes) -> None:
        if not read.done():
            read.set_result(chunk)

    def work() -> None:
        chunk = os.read(descriptor, _CHUNK_BYTES)
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(deliver, chunk)

    Thread(target=work, daemon=True).start()
    return await read


def _decode(line: bytes) -> str:
    return line.removesuffix(b"\r").decode(errors="replace")


def is_waiting(descriptor: int) -> bool:
    """Return whether a read would not block; False where that cannot be known, as on Windows."""
    with suppress(OSError):
        return bool(select([descriptor], [], [], 0)[0])
    return False
