"""Model card: its tables of figures, built from a bundle's own files so that none is typed by hand.

README.md   ... <!-- figures --> tables <!-- end of figures --> ...
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from classifier import tables
from classifier.inference import bundle as bundles
from classifier.inference.bundle import BundleError
from classifier.tables.benchmarks import build_explanation_table, build_language_table
from classifier.tables.goals import compare_with_goals
from classifier.tables.languages import build_evidence_table, build_outcome_table
from classifier.tables.table import Table
from classifier.tables.training import build_network_table, build_training_table

BEGIN, END = "<!-- figures: `python -m classifier card` -->", "<!-- end of figures -->"

BENCH_FOLDER = bundles.DEFAULT.parent.parent / "bench"
"""Folder of the benchmark results of the bundle that ships."""


def write_card(bundle: Path) -> None:
    """Write the tables into the bundle's README.md, between its marks.

    Raises:
        BundleError: a file or a mark is missing.
    """
    file = bundle / "README.md"
    file.write_text(fill_card(file.read_text("utf-8"), bundle), "utf-8")


def fill_card(text: str, bundle: Path) -> str:
    """Return a model card with the tables of a bundle between its marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise BundleError(f"{bundle}: README.md has no place for figures: {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n\n{_render_tables(bundle)}\n{END}{after}"


def _render_tables(bundle: Path) -> str:
    by_language = _read_optional_json(bundle / "languages.json")
    built = _build_language_tables(bundle, by_language) if by_language else _build_tables(bundle)
    return "\n".join(table.as_markdown() for table in built)


def _build_language_tables(bundle: Path, figures: Mapping[str, Any]) -> list[Table]:
    """Return the tables of a multilingual bundle, whose English is that of another card."""
    return [
        build_evidence_table(_read_json(bundle / "bundle.json")),
        *(
            build_outcome_table(results, title.capitalize())
            for title, results in figures.items()
            if title != "version" and results
        ),
    ]


def _build_tables(bundle: Path) -> list[Table]:
    metrics = _read_json(bundle / "metrics.json")
    costs = _read_optional_json(BENCH_FOLDER / "score.json") or {}
    explained = _read_optional_json(BENCH_FOLDER / "explain.json")
    return [
        compare_with_goals(metrics, {**costs, "explain": explained}),
        *tables.build_tables(metrics),
        build_explanation_table(explained),
        build_language_table(_read_optional_json(BENCH_FOLDER / "languages.json")),
        build_network_table(_read_optional_json(bundle / "architectures.json") or []),
        build_training_table(_read_optional_json(bundle / "training.json")),
    ]


def _read_optional_json(file: Path) -> Any:
    return _read_json(file) if file.exists() else None


def _read_json(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BundleError(f"{file}: cannot be read ({error})") from error
