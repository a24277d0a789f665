"""Report by language: the tables of `python -m classifier evaluate-languages`, and their figures as JSON."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from classifier.data.language_datasets import LANGUAGE_DATASETS
from classifier.data.language_rows import HELD_OUT
from classifier.data.reader import MULTILINGUAL, LabelledTexts, read_dataset
from classifier.evaluation.by_language import (
    as_json,
    measure_language_sets,
    measure_language_suite,
    select_held_out,
)
from classifier.inference import bundle as bundles
from classifier.inference.scorer import Scorer, load
from classifier.tables.languages import build_outcome_table
from classifier.tables.table import print_tables

WIDTH = 110
"""Columns of a table that goes into a file."""


def report_languages(
    bundle: Path | None,
    data: Sequence[Path],
    *,
    held_out: Sequence[Path],
    json_file: Path | None,
) -> None:
    """Measure a bundle (None: the shipped one) on folders of sets, print tables, write figures.

    Raises:
        BundleError: the bundle cannot be used.
        DataError: a set is malformed.
    """
    scorer = load(bundle or bundles.DEFAULT)
    sets = [rows for folder in data for rows in _read_sets(folder)]
    held = [
        select_held_out(rows, share=HELD_OUT) for folder in held_out for rows in _read_sets(folder)
    ]
    figures = {
        "sets of other sources": measure_language_sets(scorer, sets),
        "rows held out of training": measure_language_sets(scorer, held),
        "invented lines of chat": measure_language_suite(scorer),
    }
    kept = {title: as_json(results) for title, results in figures.items()}
    tables = [build_outcome_table(results, title) for title, results in kept.items()]
    print_tables(tables, Console(width=None if sys.stdout.isatty() else WIDTH))
    if json_file:
        json_file.write_text(
            json.dumps({"version": scorer.version, **kept}, indent=1) + "\n", "utf-8"
        )


def print_language_suite(scorer: Scorer, console: Console) -> None:
    """Print the table of the invented lines of chat, by language."""
    results = as_json(measure_language_suite(scorer))
    print_tables([build_outcome_table(results, "Invented lines of chat, by language")], console)


def _read_sets(folder: Path) -> list[LabelledTexts]:
    """Read the sets of languages in a folder; others are passed over."""
    files = sorted(file for file in folder.iterdir() if file.name.endswith((".csv", ".csv.gz")))
    return [
        read_dataset(file, sets=MULTILINGUAL) for file in files if _name(file) in LANGUAGE_DATASETS
    ]


def _name(file: Path) -> str:
    return file.name.partition(".")[0]
