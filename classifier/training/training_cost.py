"""Training cost: minutes by phase, and memory, kept beside the run and in the model card."""

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = "make train"
"""Command that makes a bundle of raw data sets."""


class PhaseClock:
    """Clock of the phases of a run: says how long each took, in seconds of real time."""

    def __init__(self, log: Callable[[str], None]) -> None:
        self.seconds: dict[str, float] = {}
        """By phase, in the order in which they began."""
        self._log = log

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time a block, and log it when it ends; one that fails is counted too."""
        began = time.monotonic()
        try:
            yield
        finally:
            took = time.monotonic() - began
            self.seconds[name] = self.seconds.get(name, 0.0) + took
            self._log(f"{name}: {took:,.0f} s")


@contextmanager
def record_cost(file: Path, log: Callable[[str], None]) -> Iterator[PhaseClock]:
    """Add the cost of a block, and of its phases, to a file, which has that of earlier tries of the run."""
    began = time.monotonic()
    clock = PhaseClock(log)
    try:
        yield clock
    finally:
        earlier = json.loads(file.read_text("utf-8")) if file.exists() else {}
        minutes = earlier.get("minutes", 0.0) + (time.monotonic() - began) / 60
        phases: dict[str, float] = earlier.get("phases", {})
        for name, seconds in clock.seconds.items():
            phases[name] = round(phases.get(name, 0.0) + seconds / 60, 2)
        cost = {
            "command": COMMAND,
            "minutes": round(minutes, 1),
            "phases": phases,
            "peak_mib": round(max(_measure_peak_mib(), earlier.get("peak_mib", 0.0))),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        }
        file.write_text(json.dumps(cost, indent=2) + "\n", "utf-8")


def _measure_peak_mib() -> float:
    """Return the most memory that this process or a child has used, in MiB; 0 on Windows, which does not say."""
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 - which Windows does not have

    users = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in users) / 1024
