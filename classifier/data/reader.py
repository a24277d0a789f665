"""Data sets in memory: read from files of rows, each judged as `sets.py` says."""

import csv
import gzip
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from classifier.data.datasets import DATASETS, DataSet
from classifier.labels import Label

Floats = npt.NDArray[np.float32]


class DataError(Exception):
    """A data set is missing or malformed: says which file, line and column."""


@dataclass(frozen=True, slots=True)
class LabelledTexts:
    """A set in memory: `targets` (N, 6) of 0..1 or NaN in the order of Label, `weights` (N,) >= 0."""

    name: str
    texts: list[str]
    targets: Floats
    weights: Floats


def read_datasets(
    path: Path, *, notice: Callable[[str], None] = lambda line: None
) -> list[LabelledTexts]:
    """All sets we know in a folder, or the one that a file is; `notice` is told of files left out.

    Files are `NAME.csv` or `NAME.csv.gz`, with a column `text` or, in Kaggle's, `comment_text`.
    Raises DataError for what is missing or malformed.
    """
    if path.is_file():
        return [read_dataset(path)]
    if not path.is_dir():
        raise DataError(f"{path}: no such file or folder")
    files = sorted(f for f in path.iterdir() if f.name.endswith((".csv", ".csv.gz")))
    known = [f for f in files if _name(f) in DATASETS]
    for file in files:
        if file not in known:
            notice(
                f"{file}: no set of this name is known, left out (classifier/data/datasets.py lists them)"
            )
    if not known:
        raise DataError(
            f"{path}: holds no data set that is known, such as train.csv or jigsaw.csv.gz"
        )
    return [read_dataset(file) for file in known]


def read_dataset(file: Path) -> LabelledTexts:
    """One file, read as the set of its name; a file of another name as Kaggle's train.csv."""
    data_set = DATASETS.get(_name(file), DATASETS["train"])
    csv.field_size_limit(sys.maxsize)
    opener = gzip.open if file.suffix == ".gz" else open
    try:
        with opener(file, "rt", encoding="utf-8", newline="") as lines:
            return _collect(data_set, csv.DictReader(lines), str(file))
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, csv.Error, OSError) as error:
        raise DataError(f"{file}: {error}") from error


def _collect(data_set: DataSet, reader: "csv.DictReader[str]", file: str) -> LabelledTexts:
    column = "comment_text" if "comment_text" in (reader.fieldnames or ()) else "text"
    for needed in (column, *data_set.columns):
        if needed not in (reader.fieldnames or ()):
            raise DataError(
                f"{file}: line 1: column {needed!r} is missing, found {_listed(reader.fieldnames)}"
            )
    texts: list[str] = []
    targets: list[list[float]] = []
    weights: list[float] = []
    for row in reader:
        try:
            if None in row or None in row.values():
                gap = _first_gap(row)
                raise ValueError(f"column {gap!r}: the row has too many or too few fields")
            judgement = data_set.label(row)
            weight = data_set.weigh(row)
        except ValueError as error:
            raise DataError(f"{file}: line {reader.line_num}: {error}") from None
        if judgement:
            texts.append(row[column])
            targets.append([judgement.get(label, np.nan) for label in Label])
            weights.append(weight)
    if not texts:
        raise DataError(f"{file}: line 1: holds no rows")
    return LabelledTexts(
        data_set.name, texts, np.array(targets, np.float32), np.array(weights, np.float32)
    )


def _first_gap(row: Mapping[str | None, object]) -> str:
    return next((str(key) for key, value in row.items() if key and value is None), "after the last")


def _name(file: Path) -> str:
    return file.name.removesuffix(".gz").removesuffix(".csv")


def _listed(names: Iterable[str] | None) -> str:
    return ", ".join(map(repr, names or ())) or "an empty file"
