"""`parley feedback export`: decided, appealed and reported cases as rows to train on, in CSV or JSONL."""

import csv
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias

from bot.config.database_url import parse_url
from bot.config.settings import Settings
from bot.domain.feedback import Feedback, Judgement
from bot.reports.csv_formulas import escape_formula
from bot.store.database.engine import open_database
from bot.store.feedback_cases import FeedbackCases
from classifier import Label

COLUMNS = (
    "text",
    *Label,
    "language",
    "judgement",
    "appealed",
    "reported",
    *(f"score_{label}" for label in Label),
    "platform",
    "case",
)
"""Columns of a row; the first seven are what `classifier train` reads of the set `feedback`."""

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Exported:
    """The number of exported rows: upheld, dismissed, and those that nobody has decided on."""

    upheld: int = 0
    dismissed: int = 0
    open: int = 0
    with_text: int = 0

    def add(self, row: Row) -> "Exported":
        """Return the numbers with one more row."""
        judgement = row["judgement"]
        return Exported(
            self.upheld + (judgement == Judgement.UPHELD),
            self.dismissed + (judgement == Judgement.DISMISSED),
            self.open + (judgement == Judgement.OPEN),
            self.with_text + bool(row["text"]),
        )

    @property
    def rows(self) -> int:
        """The number of all rows."""
        return self.upheld + self.dismissed + self.open


async def export(
    settings: Settings,
    file: Path,
    *,
    with_texts: bool,
    platform: str | None = None,
    community: str | None = None,
) -> Exported:
    """Write the rows into a file that its owner alone can read, as JSONL if its name says so, else as CSV.

    Raises:
        StoreError: the database cannot be used.
        OSError: the file cannot be written.
    """
    exported = Exported()
    async with _open_cases(settings) as cases:
        with _open_file(file) as stream:
            write = _write_jsonl(stream) if file.suffix == ".jsonl" else _write_csv(stream)
            async for feedback in cases.read(platform=platform, community=community):
                row = make_row(feedback, with_text=with_texts)
                write(row)
                exported = exported.add(row)
    return exported


def make_row(feedback: Feedback, *, with_text: bool) -> Row:
    """Make the row of a case: `None` for a label that was not asked, or a score that there is none of."""
    targets, scores, message = feedback.targets(), feedback.scores, feedback.case.message
    return {
        "text": message.text if with_text else "",
        **{label.value: targets.get(label) for label in Label},
        "language": feedback.language or "",
        "judgement": feedback.judgement.value,
        "appealed": feedback.is_appealed,
        "reported": feedback.is_reported,
        **{f"score_{label}": scores.get(label) if scores else None for label in Label},
        "platform": message.platform,
        "case": feedback.case.number,
    }


@asynccontextmanager
async def _open_cases(settings: Settings) -> AsyncIterator[FeedbackCases]:
    engine = await open_database(parse_url(settings.database))
    try:
        yield FeedbackCases(engine)
    finally:
        await engine.dispose()


def _open_file(file: Path) -> IO[str]:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    file.chmod(0o600)  # an older one may have been open to others
    return os.fdopen(descriptor, "w", encoding="utf-8", newline="")


def _write_jsonl(stream: IO[str]) -> Callable[[Row], object]:
    return lambda row: stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_csv(stream: IO[str]) -> Callable[[Row], object]:
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    return lambda row: writer.writerow([_format(row[name]) for name in COLUMNS])


def _format(value: str | float | bool | None) -> str:  # noqa: FBT001 - a cell
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.4f}"
        case _:
            return escape_formula(str(value))
