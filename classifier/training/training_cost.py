"""What training takes: minutes and memory, kept beside the run and in the model card."""

import json
import os
import platform
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = "make train"
"""What makes a bundle of raw sets."""


@contextmanager
def record_costs(file: Path) -> Iterator[None]:
    """Keep in `file` what is done meanwhile, on top of what it holds: a run may take several tries."""
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
        costs = {
            "command": COMMAND,
            "minutes": round(minutes, 1),
            "peak_mib": round(max(*peaks, earlier.get("peak_mib", 0.0))),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        }
        file.write_text(json.dumps(costs, indent=2) + "\n", "utf-8")
