"""Data set reader: labelled texts from CSV files, by the specifications in `datasets.py`."""

import csv
import gzip
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.data.datasets import DATASETS, DataSet
from classifier.data.language_datasets import LANGUAGE_DATASETS
from classifier.labels import Label
from classifier.metrics.formulas import Floats

MULTILINGUAL: Mapping[str, DataSet] = {**DATASETS, **LANGUAGE_DATASETS}
"""The sets of every language by their names; of what both have, all languages are read."""


class DataError(Exception):
    """Error in a data set that is missing or malformed; names the file, line and column."""


@dataclass(frozen=True, slots=True)
class LabelledTexts:
    """Data set in memory: `targets` (N, 6) of 0..1 or NaN in the order of `Label`, `weights` (N,) >= 0."""

    name: str
    texts: list[str]
    targets: Floats
    weights: Floats
    languages: Sequence[str] = ()
    """Codes (ISO 639-1) of the rows' languages (N,), as far as they were read."""


def read_datasets(
    path: Path,
    *,
    sets: Mapping[str, DataSet] = DATASETS,
    warn: Callable[[str], None] = lambda line: None,
) -> list[LabelledTexts]:
    """Read the specified data sets in a folder, or one file; `warn` of files that are left out.

    Files are `NAME.csv` or `NAME.csv.gz`, with a column `text` or, in Kaggle's, `comment_text`.

    Raises:
        DataError: one is missing or malformed.
    """
    if path.is_file():
        return [read_dataset(path, sets=sets)]
    if not path.is_dir():
        raise DataError(f"{path}: no such file or folder")
    files = sorted(f for f in path.iterdir() if f.name.endswith((".csv", ".csv.gz")))
    known = [f for f in files if _set_name(f) in sets]
    for file in files:
        if file not in known:
            warn(
                f"{file}: no set of this name is known, left out (classifier/data/datasets.py lists them)"
            )
    if not known:
        raise DataError(
            f"{path}: holds no data set that is known, such as train.csv or jigsaw.csv.gz"
        )
    return [read_dataset(file, sets=sets) for file in known]


def read_dataset(file: Path, *, sets: Mapping[str, DataSet] = DATASETS) -> LabelledTexts:
    """Read one file as the set of its name; a file of another name as Kaggle's train.csv."""
    data_set = sets.get(_set_name(file), DATASETS["train"])
    limit = csv.field_size_limit(sys.maxsize)
    opener = gzip.open if file.suffix == ".gz" else open
    try:
        with opener(file, "rt", encoding="utf-8", newline="") as lines:
            return _read_rows(data_set, csv.DictReader(lines), str(file))
    except UnicodeDecodeError as error:
        raise DataError(f"{file}: is no text in UTF-8") from error
    except (gzip.BadGzipFile, EOFError, csv.Error, OSError) as error:
        raise DataError(f"{file}: {error}") from error
    finally:
        csv.field_size_limit(limit)  # which holds for all that this process reads


def _read_rows(data_set: DataSet, reader: "csv.DictReader[str]", file: str) -> LabelledTexts:
    column = "comment_text" if "comment_text" in (reader.fieldnames or ()) else "text"
    for needed in (column, *data_set.columns):
        if needed not in (reader.fieldnames or ()):
            raise DataError(
                f"{file}: line 1: column {needed!r} is missing, found {_join_names(reader.fieldnames)}"
            )
    texts: list[str] = []
    targets: list[list[float]] = []
    weights: list[float] = []
    languages: list[str] = []
    for row in reader:
        try:
            if None in row or None in row.values():
                field = _find_missing_field(row)
                raise ValueError(f"column {field!r}: the row has too many or too few fields")
            labels = data_set.label(row)
            weight = data_set.weigh(row)
            language = data_set.tell_language(row)
        except ValueError as error:
            raise DataError(f"{file}: line {reader.line_num}: {error}") from None
        if labels:
            texts.append(row[column])
            targets.append([labels.get(label, np.nan) for label in Label])
            weights.append(weight)
            languages.append(language)
    if not texts:
        raise DataError(f"{file}: line 1: holds no rows")
    return LabelledTexts(
        data_set.name,
        texts,
        np.array(targets, np.float32),
        np.array(weights, np.float32),
        languages,
    )


def _find_missing_field(row: Mapping[str | None, object]) -> str:
    return next((str(key) for key, value in row.items() if key and value is None), "after the last")


def _set_name(file: Path) -> str:
    return file.name.removesuffix(".gz").removesuffix(".csv")


def _join_names(names: Iterable[str] | None) -> str:
    return ", ".join(map(repr, names or ())) or "an empty file"
