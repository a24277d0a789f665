"""Free memory: what C libraries gave back and glibc keeps, returned to the system."""

import ctypes
import sys


def release_free_memory() -> None:
    """Return to the system what glibc keeps of memory that is free, in all its arenas; nothing without glibc.

    No thread can take memory of an arena while it is looked through, a millisecond or two.
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
