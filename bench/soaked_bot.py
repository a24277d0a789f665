"""`python -m bot` on a fake platform, which writes its footprint to a file at each SIGUSR1.

    python -m bench.soaked_bot discord PORT as-shipped FILE run --platform discord

See `tests.fakes.run_bot` for the arguments behind the platform, and `bench/soak.py`, which starts it.
"""

import asyncio
import ctypes
import json
import signal
import sys
import tracemalloc
from dataclasses import asdict
from pathlib import Path

from tests.fakes.discord import redirection as discord
from tests.fakes.footprint import measure_footprint
from tests.fakes.run_bot import run
from tests.fakes.slack import redirection as slack

_REDIRECTIONS = {"discord": discord.redirect, "slack": slack.redirect}
_MOST_LINES = 40
"""Source lines that are named with the memory that they hold, if tracemalloc runs (PYTHONTRACEMALLOC=1)."""


class _Mallinfo(ctypes.Structure):
    """Counters of glibc's allocator, in bytes: `struct mallinfo2` of malloc.h."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def _measure_native() -> dict[str, float]:
    """Measure what C libraries have taken, in MiB: in use, and free but kept. Nothing without glibc."""
    if (mallinfo := getattr(ctypes.CDLL(None), "mallinfo2", None)) is None:
        return {}
    mallinfo.restype = _Mallinfo
    counters = mallinfo()
    used = counters.uordblks + counters.hblkhd
    return {"C heap in use": used / 2**20, "C heap free": counters.fordblks / 2**20}


def _write_footprint_at_signal(file: Path) -> None:
    def write() -> None:
        footprint = asdict(measure_footprint()) | {"native": _measure_native()}
        if tracemalloc.is_tracing():
            lines = tracemalloc.take_snapshot().statistics("lineno")[:_MOST_LINES]
            footprint["lines"] = [[str(line.traceback), line.size, line.count] for line in lines]
        unfinished = file.with_suffix(".part")
        unfinished.write_text(json.dumps(footprint))
        unfinished.replace(file)

    def schedule(_number: int, _frame: object) -> None:
        asyncio.get_running_loop().call_soon_threadsafe(write)

    signal.signal(signal.SIGUSR1, schedule)


if __name__ == "__main__":
    _, platform, port, variant, file, *arguments = sys.argv
    _write_footprint_at_signal(Path(file))
    sys.argv = [sys.argv[0], port, variant, *arguments]
    run(_REDIRECTIONS[platform])
