"""Processor time: what holds on a busy machine too."""

import os
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")


def read_processor_seconds(process: int, *, with_children: bool = False) -> float:
    """Return the seconds of processor time of a process, and of its children, those that have ended too."""
    own = _read_fields(process)
    if own is None:
        return 0.0
    counted = own[11:15] if with_children else own[11:13]
    used = sum(map(int, counted)) / _TICKS
    if not with_children:
        return used
    children = (
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit()
        and (fields := _read_fields(int(entry.name)))
        and int(fields[1]) == process
    )
    return used + sum(map(read_processor_seconds, children))


class ThreadSeconds(NamedTuple):
    """Seconds of processor time of a process: of its first thread, in which the event loop runs, and of the others."""

    event_loop: float
    others: float


def read_thread_seconds(process: int) -> ThreadSeconds:
    """Return the seconds of processor time of the threads of a process, to the nanosecond."""
    folder = Path(f"/proc/{process}/task")
    spent = {
        each.name: int((each / "schedstat").read_text().split()[0]) for each in folder.iterdir()
    }
    first = spent.pop(str(process), 0)
    return ThreadSeconds(first / 1e9, sum(spent.values()) / 1e9)


def _read_fields(process: int) -> list[str] | None:
    """Return the fields of a process from its state on, None if it has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
