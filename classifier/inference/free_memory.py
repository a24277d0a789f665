"""Free memory: what C libraries gave back and glibc keeps, returned to the system. Nothing is done without glibc."""

import ctypes
import sys
from typing import Any, Final

LARGE_BYTES: Final = 256 << 10
"""Memory of a large block: asyncio takes one for each reading of a socket, the network some for a batch of long texts.

Of a batch of eight messages of a usual length all are smaller: to ask the system for each takes time.
"""

_MOST_FREE_BYTES = 8 << 20
"""Free memory at the end of the heap above which glibc returns it at once."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Parameters of `mallopt`, of glibc's malloc.h."""


def keep_large_blocks_apart() -> None:
    """Keep large blocks out of the heap for good, so that they go back to the system as soon as they are free.

    By itself glibc takes blocks of a size from the heap once one of it was freed, up to 32 MiB. Small ones that
    last come to lie between them, and the heap stays as large as in its fullest moment.
    """
    if set_parameter := _find("mallopt"):
        set_parameter(_MMAP_THRESHOLD, LARGE_BYTES)
        set_parameter(_TRIM_THRESHOLD, _MOST_FREE_BYTES)


def release_free_memory() -> None:
    """Return to the system what glibc keeps of memory that is free, in all its arenas.

    No thread can take memory of an arena while it is looked through, a millisecond or two.
    """
    if trim := _find("malloc_trim"):
        trim(0)


def _find(function: str) -> Any:
    """Return a function of glibc; None where there is none."""
    return getattr(ctypes.CDLL(None), function, None) if sys.platform == "linux" else None
