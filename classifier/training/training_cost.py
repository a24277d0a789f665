"""Training cost: minutes and memory, kept beside the run and in the model card."""

import json
import os
import platform
import resource
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
        peaks = [
            resource.getrusage(who).ru_maxrss / 1024
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        ]
        cost = {
            "command": COMMAND,
            "minutes": round(minutes, 1),
            "peak_mib": round(max(*peaks, earlier.get("peak_mib", 0.0))),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        }
        file.write_text(json.dumps(cost, indent=2) + "\n", "utf-8")
