"""Training cost: minutes and memory, kept beside the run and in the model card."""

import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = "make train"
"""Command that makes a bundle of raw data sets."""


@contextmanager
def record_cost(file: Path) -> Iterator[None]:
    """Add the cost of a block to a file, which has that of earlier tries of the run."""
    began = time.monotonic()
    try:
        yield
    finally:
        earlier = json.loads(file.read_text("utf-8")) if file.exists() else {}
        minutes = earlier.get("minutes", 0.0) + (time.monotonic() - began) / 60
        cost = {
            "command": COMMAND,
            "minutes": round(minutes, 1),
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
