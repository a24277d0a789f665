"""The figures of a model card, made from a bundle's own files so that none is typed by hand.

README.md   ... <!-- figures --> tables <!-- end of figures --> ...
"""

import json
from pathlib import Path
from typing import Any

from classifier import tables
from classifier.inference import bundle as bundles
from classifier.inference.bundle import BundleError
from classifier.tables.benchmarks import describe_explanations, describe_languages
from classifier.tables.goals import compare_with_goals
from classifier.tables.training import describe_networks, describe_training

BEGIN, END = "<!-- figures: `python -m classifier card` -->", "<!-- end of figures -->"

BENCH = bundles.DEFAULT.parent.parent / "bench"
"""Where the commands in bench/ keep what they measured of the bundle that ships."""


def write_card(bundle: Path) -> None:
    """Put the tables into the bundle's README.md, between its marks.

    Raises:
        BundleError: if a file or a mark is missing.
    """
    file = bundle / "README.md"
    file.write_text(fill(file.read_text("utf-8"), bundle), "utf-8")


def fill(text: str, bundle: Path) -> str:
    """A model card with the tables of a bundle between its marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise BundleError(f"{bundle}: README.md has no place for figures: {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n\n{_tables(bundle)}\n{END}{after}"


def _tables(bundle: Path) -> str:
    metrics = _read(bundle / "metrics.json")
    costs = _read_if_there(BENCH / "score.json") or {}
    explained = _read_if_there(BENCH / "explain.json")
    made = [
        compare_with_goals(metrics, {**costs, "explain": explained}),
        *tables.describe(metrics),
        describe_explanations(explained),
        describe_languages(_read_if_there(BENCH / "languages.json")),
        describe_networks(_read_if_there(bundle / "architectures.json") or []),
        describe_training(_read_if_there(bundle / "training.json")),
    ]
    return "\n".join(table.as_markdown() for table in made)


def _read_if_there(file: Path) -> Any:
    return _read(file) if file.exists() else None


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BundleError(f"{file}: cannot be read ({error})") from error
