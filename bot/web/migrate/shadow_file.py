"""Shadow file: the scores of both models side by side, as a CSV that `python -m bot thresholds` reads."""

import csv
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.reports.csv_formulas import escape_formula
from bot.web.migrate.old_scores import OWN_PREFIX
from bot.web.perspective.attributes import ATTRIBUTES

_HEADER = ("at", "text", *(prefix + name for name in ATTRIBUTES for prefix in ("", OWN_PREFIX)))


@dataclass(frozen=True, slots=True)
class ShadowRow:
    """The scores, 0..1, of one text by attribute: theirs and ours. An empty text was not kept."""

    at: datetime
    text: str
    theirs: Mapping[str, float]
    ours: Mapping[str, float]


class ShadowFile:
    """A CSV that rows are appended to, by several processes too, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, row: ShadowRow) -> None:
        """Append a row, below the names of the columns in a new file; blocks.

        Raises:
            OSError: the file cannot be written.
        """
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8", newline="") as file:
            _lock(descriptor)  # else two would both find a new file
            if not os.fstat(descriptor).st_size:
                csv.writer(file).writerow(_HEADER)
            csv.writer(file).writerow(_format(row))


def _lock(descriptor: int) -> None:
    """Lock an open file; not on Windows, where one process serves."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - which Windows does not have

        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _format(row: ShadowRow) -> list[str]:
    scores = (
        f"{found[name]:.4f}" if name in found else ""
        for name in ATTRIBUTES
        for found in (row.theirs, row.ours)
    )
    at = row.at.isoformat(timespec="seconds")
    return [at, escape_formula(row.text), *scores]
