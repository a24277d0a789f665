"""Old scores of known texts, from a CSV, and the thresholds that were used on them."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.web.page.bulk import find_text_column
from bot.web.perspective.attributes import ATTRIBUTES, AVAILABLE

USUAL = 0.8
"""A threshold that many had."""


class OldScoresError(ValueError):
    """Why nothing can be suggested, in one sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text, and its old scores by attribute."""

    text: str
    old: Mapping[str, float]


def read_thresholds(given: Sequence[str]) -> dict[str, float]:
    """What the owner had: ["TOXICITY=0.9"] -> 0.9 for it alone; [] -> `USUAL` for each attribute.

    Raises:
        CarryOverError: an attribute or a score is none.
    """
    if not given:
        return dict.fromkeys(ATTRIBUTES, USUAL)
    thresholds = {}
    for written in given:
        name, _, score = written.partition("=")
        if name.upper() not in ATTRIBUTES:
            raise OldScoresError(f"--at {written}: there are {AVAILABLE}")
        try:
            thresholds[name.upper()] = float(score)
        except ValueError:
            raise OldScoresError(f"--at {written}: no score from 0 to 1") from None
    return thresholds


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV with a column of texts and one for each attribute, named as Perspective does.

    Raises:
        CarryOverError: there are no such columns, or no such file.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_read_rows(csv.reader(file)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OldScoresError(f"{path}: {error}") from error


def _read_rows(lines: Iterator[list[str]]) -> Iterator[Row]:
    header = next(lines, [])
    text = find_text_column(header)
    columns = {
        name: n
        for n, column in enumerate(header)
        for name in ATTRIBUTES
        if column.strip().upper().replace(" ", "_") == name
    }
    if text is None or not columns:
        raise OldScoresError(
            f"a first line is needed that names a column text and at least one of {AVAILABLE}; "
            f"it names {', '.join(header) or 'nothing'}"
        )
    for number, line in enumerate(lines, start=2):
        if len(line) > text and line[text].strip():
            yield Row(line[text], dict(_read_scores(line, columns, number=number)))


def _read_scores(
    line: Sequence[str], columns: Mapping[str, int], *, number: int
) -> Iterator[tuple[str, float]]:
    for name, column in columns.items():
        written = line[column].strip() if column < len(line) else ""
        if not written:
            continue
        try:
            score = float(written)
        except ValueError:
            score = -1.0
        if not 0 <= score <= 1:
            raise OldScoresError(f"row {number}: {name} is {written!r}, no score from 0 to 1")
        yield name, score
